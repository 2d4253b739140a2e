package io.keyturn.embedded.devops;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Azure DevOps refuses when a service connection is written. */
final class UpdateRules {

  private UpdateRules() {}

  /** A copy of the body that has what every service connection needs. */
  static ObjectNode checkedDocument(JsonNode body) {
    if (!(body instanceof ObjectNode object)) {
      throw Refusal.nullArgument("endpoint");
    }
    if (!object.path("authorization").isObject()) {
      throw Refusal.badConnection("Service Connection Authorization cannot be null.");
    }
    if (object.path("serviceEndpointProjectReferences").isEmpty()) {
      throw Refusal.badArgument("At least one project reference required to create an endpoint.");
    }
    for (String required : List.of("name", "type", "url")) {
      if (object.path(required).asString("").isBlank()) {
        throw Refusal.nullArgument("endpoint." + required);
      }
    }
    refuseOtherThanStrings(object.path("data"), "data");
    refuseOtherThanStrings(object.path("authorization").path("parameters"), "parameters");
    return object.deepCopy();
  }

  private static void refuseOtherThanStrings(JsonNode values, String name) {
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      if (!value.getValue().isString() && !value.getValue().isNull()) {
        throw Refusal.badArgument(
            "The value of '" + value.getKey() + "' in '" + name + "' must be a string.");
      }
    }
  }

  /** The projects it refers to, each one known and visible to the caller. */
  static List<Project> projectsOf(Call call, JsonNode document) {
    List<Project> projects = new ArrayList<>();
    for (JsonNode reference : document.path("serviceEndpointProjectReferences")) {
      projects.add(
          call.organization().projects.stream()
              .filter(p -> StoredConnection.refersTo(reference, p))
              .filter(p -> Roles.sees(call.organization(), call.caller().subject(), p))
              .findFirst()
              .orElseThrow(() ->
                  Refusal.of(
                      400,
                      "Microsoft.TeamFoundation.Core.WebApi.ProjectDoesNotExistException",
                      "VS800075: The project with id '"
                          + reference.path("projectReference").path("id").asString("")
                          + "' does not exist, or you do not have permission to access it.")));
    }
    return projects;
  }

  static StoredConnection known(Call call, String id) {
    return Optional.ofNullable(call.organization().connections.get(id.toLowerCase(Locale.ROOT)))
        .orElseThrow(() -> unknown(id));
  }

  /** Neither status nor wording of this one is on record. */
  static Refusal unknown(String id) {
    return Refusal.of(
        404,
        "Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi.ServiceEndpointException",
        "Service connection with id " + id + " could not be found.");
  }

  /** Every rule for an update of {@code connection} by {@code document}. */
  static void check(Call call, StoredConnection connection, ObjectNode document) {
    if (!document.path("id").asString("").equalsIgnoreCase(connection.id)) {
      throw Refusal.badArgument("The id in the request's body is not the id in its path.");
    }
    requireOrganizationLevelAdministrator(call, connection);
    ObjectNode before = connection.document;
    if (!document.path("type").asString("").equalsIgnoreCase(connection.type())) {
      throw Refusal.badConnection("The type of a service connection cannot be changed.");
    }
    if (!document
        .path("authorization")
        .path("scheme")
        .asString("")
        .equalsIgnoreCase(connection.scheme())) {
      throw Refusal.badConnection("The scheme of a service connection cannot be changed.");
    }
    if (connection.isAzureResourceManager()
        && !text(before, "subscriptionName").equals(text(document, "subscriptionName"))) {
      throw Refusal.internalError(call.activityId());
    }
    refuseRenamedSharedReference(call, connection, document);
    refuseChangeOfContainerRegistry(connection, document);
  }

  static void requireOrganizationLevelAdministrator(Call call, StoredConnection connection) {
    int rights = Roles.inCollection(call.organization(), call.caller().subject(), connection.id);
    if ((rights & Role.ADMINISTER) == 0) {
      // The wording is from the field; its status is not on record.
      throw Refusal.accessDenied(
          "You need to be an organisation/collection level Administrator of the service endpoint"
              + " to perform this operation");
    }
  }

  private static void refuseRenamedSharedReference(
      Call call, StoredConnection connection, ObjectNode document) {
    if (connection.references().size() < 2) {
      return;
    }
    for (JsonNode reference : document.path("serviceEndpointProjectReferences")) {
      String id = reference.path("projectReference").path("id").asString("");
      for (JsonNode known : connection.references()) {
        if (known.path("projectReference").path("id").asString("").equalsIgnoreCase(id)
            && !known.path("name").asString("").equals(reference.path("name").asString(""))) {
          throw Refusal.internalError(call.activityId());
        }
      }
    }
  }

  private static void refuseChangeOfContainerRegistry(
      StoredConnection connection, ObjectNode document) {
    if (!connection.isContainerRegistryOfAzure()) {
      return;
    }
    JsonNode after = document.path("authorization").path("parameters");
    for (Map.Entry<String, JsonNode> stored : connection.parameters().properties()) {
      boolean secret = Confidential.is(connection.type(), stored.getKey());
      String sent = after.path(stored.getKey()).asString("");
      boolean changed = secret ? !sent.isEmpty() : !sent.equals(stored.getValue().asString(""));
      if (changed) {
        throw Refusal.badConnection(
            "Updating the authorization data is not allowed for Azure Container Registry type"
                + " Docker endpoint. Updated field: '"
                + stored.getKey().toLowerCase(Locale.ROOT)
                + "'. Please pass the current value and try again.");
      }
    }
  }

  static void refuseDuplicateName(Organization organization, Project project, String name) {
    boolean taken =
        organization.connections.values().stream()
            .flatMap(c -> c.referenceOf(project).stream())
            .anyMatch(r -> r.path("name").asString("").equalsIgnoreCase(name));
    if (taken) {
      throw Refusal.of(
          500,
          "Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi.DuplicateServiceConnectionException",
          "Service connection with name %s already exists. Only a user having Administrator/User role permissions on service connection %s can see it."
              .formatted(name, name));
    }
  }

  private static String text(ObjectNode document, String field) {
    return document.path("data").path(field).asString("");
  }
}
