package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reading service connections, their types and their use. */
final class EndpointReads {

  static final Set<String> READ =
      Set.of("vso.serviceendpoint", "vso.serviceendpoint_query", "vso.serviceendpoint_manage");

  private static final String ENDPOINTS = "{project}/_apis/serviceendpoint/endpoints";

  private EndpointReads() {}

  static List<Route> routes() {
    return List.of(
        Route.of("GET", ENDPOINTS, READ, EndpointReads::list),
        Route.of("GET", ENDPOINTS + "/{endpointId}", READ, EndpointReads::get),
        Route.of("GET", "_apis/serviceendpoint/types", READ, EndpointTypes::list));
  }

  /** An unknown id is no error: the answer is 200 and the word null. */
  private static Answer get(Call call) {
    Project project = call.project();
    Optional<StoredConnection> found = find(call, project, call.variable("endpointId"));
    if (found.isEmpty()) {
      return call.ok(World.JSON.nullNode());
    }
    StoredConnection connection = found.get();
    if (call.organization().misbehavior.takeSignInPage(connection.id)) {
      return Answer.html(
          203, "<html><head><title>Azure DevOps Services | Sign In</title></head></html>");
    }
    int rights = rights(call, project, connection);
    if ((rights & Role.VIEW_AUTHORIZATION) == 0 || !has(rights, call.query("actionFilter"))) {
      return call.ok(ShownConnection.partial(connection));
    }
    connection.reads++;
    finishOperation(connection);
    return call.ok(
        ShownConnection.from(project, connection, ShownConnection.one(connection, call)));
  }

  private static Answer list(Call call) {
    Project project = call.project();
    List<String> schemes = lower(call.queryList("authSchemes"));
    List<String> ids = lower(call.queryList("endpointIds"));
    List<String> names = lower(call.queryList("endpointNames"));
    List<ObjectNode> shown =
        call.organization().connections.values().stream()
            .filter(c -> c.referenceOf(project).isPresent())
            .filter(c -> (rights(call, project, c) & Role.VIEW_AUTHORIZATION) != 0)
            .filter(c -> has(rights(call, project, c), call.query("actionFilter")))
            .filter(c -> call.query("type").map(c.type()::equalsIgnoreCase).orElse(true))
            .filter(c -> schemes.isEmpty() || schemes.contains(c.scheme().toLowerCase(Locale.ROOT)))
            .filter(c -> ids.isEmpty() || ids.contains(c.id))
            .filter(c ->
                call.query("owner")
                    .map(c.document.path("owner").asString("library")::equalsIgnoreCase)
                    .orElse(true))
            .filter(c ->
                c.document.path("isReady").asBoolean(true)
                    || call.query("includeFailed").filter("true"::equalsIgnoreCase).isPresent())
            .map(c -> ShownConnection.from(project, c, ShownConnection.listed(c, call)))
            .filter(c ->
                names.isEmpty()
                    || names.contains(c.path("name").asString("").toLowerCase(Locale.ROOT)))
            .toList();
    return call.list(shown);
  }

  /** A connection as it can be reached through that project. */
  static Optional<StoredConnection> find(Call call, Project project, String id) {
    return Optional.ofNullable(call.organization().connections.get(id.toLowerCase(Locale.ROOT)))
        .filter(c -> c.referenceOf(project).isPresent());
  }

  static int rights(Call call, Project project, StoredConnection connection) {
    Subject caller = call.caller().subject();
    return Roles.onConnection(call.organization(), caller, project.id, connection.id)
        | Roles.inCollection(call.organization(), caller, connection.id);
  }

  private static boolean has(int rights, Optional<String> actionFilter) {
    return switch (actionFilter.orElse("none").toLowerCase(Locale.ROOT)) {
      case "manage", "2" -> (rights & Role.ADMINISTER) != 0;
      case "use", "16" -> (rights & Role.USE) != 0;
      default -> true;
    };
  }

  private static void finishOperation(StoredConnection connection) {
    String state = connection.document.path("operationStatus").path("state").asString("");
    if (state.equals("InProgress")) {
      EndpointWrites.status(connection.document, true, "Ready", "");
    }
  }

  private static List<String> lower(List<String> values) {
    return values.stream().map(v -> v.toLowerCase(Locale.ROOT)).toList();
  }
}
