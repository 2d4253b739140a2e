package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Role assignments on service connections, read and written. */
final class SecurityRoles {

  private static final Set<String> WRITE = Set.of("vso.security_manage");
  private static final String RESOURCE =
      "_apis/securityroles/scopes/{scope}/roleassignments/resources/{resource}";

  private SecurityRoles() {}

  static List<Route> routes() {
    return List.of(
        Route.preview("GET", RESOURCE, Set.of(), SecurityRoles::list),
        Route.preview("PUT", RESOURCE, WRITE, SecurityRoles::set),
        Route.preview("PATCH", RESOURCE, WRITE, SecurityRoles::remove),
        Route.preview("DELETE", RESOURCE + "/{identity}", WRITE, SecurityRoles::removeOne),
        Route.preview(
            "GET",
            "_apis/securityroles/scopes/{scope}/roledefinitions",
            Set.of(),
            SecurityRoles::definitions));
  }

  /** Those assigned here and, on a connection, those inherited from its project. */
  private static Answer list(Call call) {
    RoleScope scope = scope(call);
    String resource = call.variable("resource").toLowerCase(Locale.ROOT);
    List<ObjectNode> shown = new ArrayList<>();
    for (RoleAssignment role : call.organization().roles) {
      if (role.scope() == scope && role.resource().equals(resource)) {
        shown.add(shown(role, scope, "assigned", call));
      } else if (scope == RoleScope.CONNECTION
          && role.scope() == RoleScope.PROJECT
          && resource.startsWith(role.resource() + "_")) {
        shown.add(shown(role, scope, "inherited", call));
      }
    }
    return call.list(shown);
  }

  private static Answer set(Call call) {
    RoleScope scope = scope(call);
    requireAdministrator(call, scope);
    List<ObjectNode> shown = new ArrayList<>();
    for (JsonNode wanted : call.body()) {
      Subject subject =
          call.organization()
              .subject(s -> s.id.equalsIgnoreCase(wanted.path("userId").asString("")))
              .orElseThrow(() -> Refusal.badArgument("The user of a role assignment is unknown."));
      Role role =
          Role.named(wanted.path("roleName").asString(""))
              .orElseThrow(() -> Refusal.badArgument("The role of a role assignment is unknown."));
      Roles.assign(call.organization(), scope, call.variable("resource"), subject.id, role);
      shown.add(
          shown(
              new RoleAssignment(scope, call.variable("resource"), subject.id, role),
              scope,
              "assigned",
              call));
    }
    return call.list(shown);
  }

  private static Answer remove(Call call) {
    RoleScope scope = scope(call);
    requireAdministrator(call, scope);
    for (JsonNode id : call.body()) {
      Roles.withdraw(call.organization(), scope, call.variable("resource"), id.asString(""));
    }
    return Answer.empty(204);
  }

  private static Answer removeOne(Call call) {
    RoleScope scope = scope(call);
    requireAdministrator(call, scope);
    Roles.withdraw(
        call.organization(), scope, call.variable("resource"), call.variable("identity"));
    return Answer.empty(204);
  }

  private static Answer definitions(Call call) {
    RoleScope scope = scope(call);
    return call.list(Arrays.stream(Role.values()).map(r -> definition(r, scope)).toList());
  }

  private static void requireAdministrator(Call call, RoleScope scope) {
    String resource = call.variable("resource");
    Organization organization = call.organization();
    Subject caller = call.caller().subject();
    int cut = resource.indexOf('_');
    int rights =
        switch (scope) {
          case PROJECT -> Roles.inProject(organization, caller, resource);
          case CONNECTION ->
              cut < 0
                  ? 0
                  : Roles.onConnection(
                      organization,
                      caller,
                      resource.substring(0, cut),
                      resource.substring(cut + 1));
          case COLLECTION ->
              cut < 0 ? 0 : Roles.inCollection(organization, caller, resource.substring(cut + 1));
        };
    if ((rights & Role.ADMINISTER) == 0 && !organization.isCollectionAdministrator(caller)) {
      throw Refusal.accessDenied(
          "Access denied: "
              + caller.displayName
              + " needs to be an Administrator of the resource.");
    }
  }

  private static RoleScope scope(Call call) {
    return RoleScope.of(call.variable("scope"))
        .orElseThrow(() ->
            Refusal.of(
                404,
                "Microsoft.VisualStudio.Services.SecurityRoles.InvalidScopeException",
                "The scope " + call.variable("scope") + " does not exist."));
  }

  private static ObjectNode shown(
      RoleAssignment assignment, RoleScope scope, String access, Call call) {
    ObjectNode node = World.JSON.createObjectNode();
    ObjectNode identity = node.putObject("identity");
    Subject subject = call.organization().subjects.get(assignment.subjectId());
    if (subject != null) {
      identity.put("displayName", subject.isGroup() ? subject.principalName : subject.displayName);
      identity.put("id", subject.id);
      identity.put("uniqueName", subject.principalName);
    }
    node.set("role", definition(assignment.role(), scope));
    node.put("access", access);
    node.put("accessDisplayName", access.equals("assigned") ? "Assigned" : "Inherited");
    return node;
  }

  private static ObjectNode definition(Role role, RoleScope scope) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("displayName", role.title);
    node.put("name", role.title);
    node.put("allowPermissions", role.permissions);
    node.put("denyPermissions", 0);
    node.put("identifier", scope.id + "." + role.title);
    node.put("description", role.title + " of service connections.");
    node.put("scope", scope.id);
    return node;
  }
}
