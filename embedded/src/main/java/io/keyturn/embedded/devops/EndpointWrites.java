package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creating and updating service connections. */
final class EndpointWrites {

  static final Set<String> MANAGE = Set.of("vso.serviceendpoint_manage");

  private static final String ENDPOINTS = "_apis/serviceendpoint/endpoints";

  private final Clock clock;

  EndpointWrites(Clock clock) {
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", ENDPOINTS, MANAGE, this::create),
        Route.of("PUT", ENDPOINTS, MANAGE, this::updateMany),
        Route.of("PUT", ENDPOINTS + "/{endpointId}", MANAGE, this::update),
        // Documented up to 5.2 only, still answered. Source: dotnet/dnceng uses it today.
        Route.of("PUT", "{project}/" + ENDPOINTS + "/{endpointId}", MANAGE, this::update));
  }

  private Answer create(Call call) {
    Organization organization = call.organization();
    ObjectNode document = UpdateRules.checkedDocument(call.body());
    List<Project> projects = UpdateRules.projectsOf(call, document);
    for (Project project : projects) {
      Subject caller = call.caller().subject();
      if ((Roles.inProject(organization, caller, project.id) & Role.CREATE) == 0) {
        throw Refusal.accessDenied(
            "You do not have permission to create a service connection. You need to be a Creator"
                + " for service connections in this project.");
      }
      UpdateRules.refuseDuplicateName(organization, project, document.path("name").asString(""));
    }
    StoredConnection connection = new StoredConnection();
    connection.id = UUID.randomUUID().toString();
    connection.createdBy = call.caller().subject().id;
    document.put("id", connection.id);
    document.put("owner", document.path("owner").asString("library"));
    document.put("isShared", projects.size() > 1);
    String now = clock.instant().toString();
    document.put("creationDate", now);
    document.put("modificationDate", now);
    document.put("modifiedBy", connection.createdBy);
    connection.document = document;
    boolean automatic = connection.isAutomatic();
    status(document, !automatic, automatic ? "InProgress" : "Ready", "");
    connection.replaceDocument(automatic ? withMintedSecret(document) : document);
    organization.connections.put(connection.id, connection);
    // Whoever makes a connection is its administrator on both levels.
    for (Project project : projects) {
      Roles.assign(
          organization,
          RoleScope.CONNECTION,
          project.id + "_" + connection.id,
          connection.createdBy,
          Role.ADMINISTRATOR);
    }
    Roles.assign(
        organization,
        RoleScope.COLLECTION,
        "collection_" + connection.id,
        connection.createdBy,
        Role.ADMINISTRATOR);
    return call.ok(ShownConnection.one(connection, call));
  }

  private Answer update(Call call) {
    StoredConnection connection = UpdateRules.known(call, call.variable("endpointId"));
    if (!call.variable("project").isEmpty()) {
      connection
          .referenceOf(call.project())
          .orElseThrow(() -> UpdateRules.unknown(call.variable("endpointId")));
    }
    if (call.query("operation")
        .filter("ConvertAuthenticationScheme"::equalsIgnoreCase)
        .isPresent()) {
      UpdateRules.requireOrganizationLevelAdministrator(call, connection);
      String scheme = call.body().path("authorization").path("scheme").asString("");
      connection.replaceDocument(
          Conversion.converted(call.organization(), connection, scheme, clock));
      return call.ok(ShownConnection.one(connection, call));
    }
    apply(call, connection, UpdateRules.checkedDocument(call.body()));
    return disturbed(call, connection, ShownConnection.one(connection, call));
  }

  /** Echoes the secret parameters that were sent, valueless, and no others. */
  private Answer updateMany(Call call) {
    JsonNode body = call.body();
    if (!body.isArray()) {
      throw Refusal.nullArgument("endpoints");
    }
    List<ObjectNode> documents = new ArrayList<>();
    for (JsonNode element : body) {
      ObjectNode document = UpdateRules.checkedDocument(element);
      // All or nothing: refusals come before the first change.
      UpdateRules.check(call, UpdateRules.known(call, document.path("id").asString("")), document);
      documents.add(document);
    }
    List<ObjectNode> shown = new ArrayList<>();
    for (ObjectNode document : documents) {
      StoredConnection connection = UpdateRules.known(call, document.path("id").asString(""));
      Set<String> sent =
          Set.copyOf(document.path("authorization").path("parameters").propertyNames());
      apply(call, connection, document);
      ObjectNode echo = ShownConnection.one(connection, call);
      if (echo.path("authorization").path("parameters") instanceof ObjectNode parameters) {
        Set.copyOf(parameters.propertyNames()).stream()
            .filter(name -> !sent.contains(name))
            .forEach(parameters::remove);
      }
      shown.add(echo);
    }
    return call.list(shown);
  }

  /** The body takes the document's place; what only the server may set stays as it was. */
  private void apply(Call call, StoredConnection connection, ObjectNode document) {
    UpdateRules.check(call, connection, document);
    ObjectNode before = connection.document;
    for (String owned : List.of("id", "createdBy", "owner", "creationDate", "isOutdated")) {
      if (before.has(owned)) {
        document.set(owned, before.path(owned));
      }
    }
    for (String kept : List.of("isDisabled", "serviceManagementReference")) {
      if (before.has(kept) && !document.has(kept)) {
        document.set(kept, before.path(kept));
      }
    }
    document.put("isShared", document.path("serviceEndpointProjectReferences").size() > 1);
    document.put("modificationDate", clock.instant().toString());
    document.put("modifiedBy", call.caller().subject().id);
    if (before.has("operationStatus") || document.has("operationStatus")) {
      status(document, true, "Ready", "");
    } else {
      document.put("isReady", true);
    }
    emptyWhatWasLeftOut(connection, document);
    connection.puts++;
    StoredConnection after = new StoredConnection();
    after.document = document;
    connection.replaceDocument(after.isAutomatic() ? withMintedSecret(document) : document);
  }

  /** A secret that was not sent, or sent empty or null, is gone; its parameter stays. */
  private static void emptyWhatWasLeftOut(StoredConnection connection, ObjectNode document) {
    boolean federated =
        document
            .path("authorization")
            .path("scheme")
            .asString("")
            .equalsIgnoreCase("WorkloadIdentityFederation");
    if (!(document.path("authorization").path("parameters") instanceof ObjectNode now)) {
      return;
    }
    for (String name : Set.copyOf(connection.parameters().propertyNames())) {
      if (Confidential.is(connection.type(), name) && !now.has(name) && !federated) {
        now.put(name, "");
      }
    }
    for (String name : Set.copyOf(now.propertyNames())) {
      if (Confidential.is(connection.type(), name)) {
        if (federated) {
          now.remove(name);
        } else if (now.path(name).isNull()) {
          now.put(name, "");
        }
      }
    }
  }

  /** Saving an automatic connection makes Azure DevOps mint its own secret over the one sent. */
  private static ObjectNode withMintedSecret(ObjectNode document) {
    if (document.path("authorization") instanceof ObjectNode authorization) {
      authorization
          .withObjectProperty("parameters")
          .put("serviceprincipalkey", "minted-" + UUID.randomUUID());
    }
    return document;
  }

  private Answer disturbed(Call call, StoredConnection connection, ObjectNode shown) {
    Optional<AfterUpdate> told = call.organization().misbehavior.takeAfterUpdate(connection.id);
    if (told.isEmpty()) {
      return call.ok(shown);
    }
    switch (told.get()) {
      case NOT_READY -> connection.document.put("isReady", false);
      case OPERATION_FAILED ->
          status(connection.document, false, "Failed", "The operation failed at the target.");
      case OPERATION_IN_PROGRESS -> status(connection.document, false, "InProgress", "");
      case ANSWERS_500 -> throw Refusal.internalError(call.activityId());
    }
    return call.ok(ShownConnection.one(connection, call));
  }

  static void status(ObjectNode document, boolean ready, String state, String message) {
    document.put("isReady", ready);
    ObjectNode status = document.putObject("operationStatus");
    status.putNull("errorCode");
    status.put("severity", state.equals("Failed") ? "Error" : "");
    status.put("state", state);
    status.put("statusMessage", message);
  }
}
