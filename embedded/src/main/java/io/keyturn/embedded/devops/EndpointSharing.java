package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sharing a service connection with more projects, and taking it away from some. */
final class EndpointSharing {

  private static final String ENDPOINT = "_apis/serviceendpoint/endpoints/{endpointId}";

  private EndpointSharing() {}

  static List<Route> routes() {
    return List.of(
        Route.of("PATCH", ENDPOINT, EndpointWrites.MANAGE, EndpointSharing::share),
        Route.of("DELETE", ENDPOINT, EndpointWrites.MANAGE, EndpointSharing::delete));
  }

  /** Only adds. The body is a bare array; an object is refused as the real one refuses it. */
  private static Answer share(Call call) {
    StoredConnection connection = UpdateRules.known(call, call.variable("endpointId"));
    JsonNode body = call.body();
    if (!body.isArray() || body.isEmpty()) {
      throw Refusal.nullArgument("endpointProjectReferences");
    }
    UpdateRules.requireOrganizationLevelAdministrator(call, connection);
    ObjectNode wrapper = World.JSON.createObjectNode();
    wrapper.set("serviceEndpointProjectReferences", body);
    List<Project> projects = UpdateRules.projectsOf(call, wrapper);
    ArrayNode references = World.JSON.createArrayNode();
    connection.references().forEach(references::add);
    for (int i = 0; i < projects.size(); i++) {
      String name = body.path(i).path("name").asString("");
      var known = connection.referenceOf(projects.get(i));
      if (known.isEmpty()) {
        UpdateRules.refuseDuplicateName(call.organization(), projects.get(i), name);
        references.add(body.path(i));
      } else if (!known.get().path("name").asString("").equals(name)) {
        throw Refusal.internalError(call.activityId());
      }
    }
    store(connection, references);
    return noContent();
  }

  /** Removes it from the projects named; it is gone when none is left. */
  private static Answer delete(Call call) {
    StoredConnection connection = UpdateRules.known(call, call.variable("endpointId"));
    List<String> ids = call.queryList("projectIds");
    if (ids.isEmpty()) {
      throw Refusal.nullArgument("projectIds");
    }
    ArrayNode left = World.JSON.createArrayNode();
    connection.references().forEach(left::add);
    for (String id : ids) {
      Project project =
          call.organization().project(id).orElseThrow(() -> UpdateRules.unknown(connection.id));
      int rights =
          Roles.onConnection(
              call.organization(), call.caller().subject(), project.id, connection.id);
      if ((rights & Role.ADMINISTER) == 0) {
        throw Refusal.accessDenied(
            "You do not have permission to delete this service connection. You need to be an"
                + " Administrator of it in this project.");
      }
      left.removeIf(reference -> StoredConnection.refersTo(reference, project));
    }
    if (left.isEmpty()) {
      call.organization().connections.remove(connection.id);
    } else {
      store(connection, left);
    }
    return noContent();
  }

  private static void store(StoredConnection connection, ArrayNode references) {
    connection.document.set("serviceEndpointProjectReferences", references);
    connection.document.put("isShared", references.size() > 1);
  }

  private static Answer noContent() {
    return new Answer(204, Map.of(), new byte[0]);
  }
}
