package io.keyturn.azuredevops;

import io.keyturn.contracts.connection.ConnectionFacts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service connection as Azure DevOps answered it: the whole document, known to us or not, with
 * views for reading. Types, schemes and parameter names differ in case from one connection to the
 * next, so the views compare ignoring case.
 *
 * <p>It prints its id, name and type, never the document.
 */
public final class ServiceConnection {

  private final ObjectNode document;
  private final UUID id;
  private final boolean fromList;

  private ServiceConnection(ObjectNode document, UUID id, boolean fromList) {
    this.document = document;
    this.id = id;
    this.fromList = fromList;
  }

  /** Empty when the document has no id, which is how an unknown connection may be answered. */
  static Optional<ServiceConnection> of(JsonNode answer, boolean fromList) {
    return answer instanceof ObjectNode document
        ? Json.guid(document, "id").map(id -> new ServiceConnection(document, id, fromList))
        : Optional.empty();
  }

  /**
   * One share of a connection with a project, under that project's own name for it.
   *
   * @param projectName empty where the answer leaves it out
   */
  public record ProjectReference(UUID projectId, Optional<String> projectName, String name) {}

  public UUID id() {
    return id;
  }

  /** The name in the project it was read through; the id where the name is not visible. */
  public String name() {
    return Json.text(document, "name").orElse(id.toString());
  }

  /** In lower case: {@code azurerm}, {@code dockerregistry}; empty where not visible. */
  public String type() {
    return Json.text(document, "type").orElse("").toLowerCase(Locale.ROOT);
  }

  public Optional<String> url() {
    return Json.text(document, "url");
  }

  public Optional<String> scheme() {
    return Json.text(document.path("authorization"), "scheme");
  }

  public boolean hasScheme(String scheme) {
    return scheme().filter(scheme::equalsIgnoreCase).isPresent();
  }

  /** A parameter that is present, not masked and not empty; its name in any case. */
  public Optional<String> parameter(String name) {
    return valueIgnoringCase(document.path("authorization").path("parameters"), name);
  }

  /** An entry of {@code data}; its name in any case. */
  public Optional<String> data(String name) {
    return valueIgnoringCase(document.path("data"), name);
  }

  /** {@code spnKey}, {@code spnCertificate}, …; absent means {@code spnKey} on azurerm. */
  public Optional<String> authenticationType() {
    return parameter("authenticationType");
  }

  /** {@code Manual} or {@code Automatic}; absent on connections from before it existed. */
  public Optional<String> creationMode() {
    return data("creationMode");
  }

  /** {@code Others}, {@code DockerHub} or {@code ACR}, of a docker registry. */
  public Optional<String> registryType() {
    return data("registrytype");
  }

  /** False only where the document says so. */
  public boolean isReady() {
    return !document.path("isReady").isBoolean() || document.path("isReady").booleanValue();
  }

  public boolean isDisabled() {
    return document.path("isDisabled").isBoolean() && document.path("isDisabled").booleanValue();
  }

  public boolean isShared() {
    return document.path("isShared").isBoolean() && document.path("isShared").booleanValue();
  }

  /** {@code Ready}, {@code Failed} or {@code InProgress}. */
  public Optional<String> operationState() {
    return Json.text(document.path("operationStatus"), "state");
  }

  /** Every project it is shared with, in no stable order. */
  public List<ProjectReference> projectReferences() {
    List<ProjectReference> found = new ArrayList<>();
    for (JsonNode reference : document.path("serviceEndpointProjectReferences")) {
      JsonNode project = reference.path("projectReference");
      Json.guid(project, "id")
          .ifPresent(projectId ->
              found.add(
                  new ProjectReference(
                      projectId,
                      Json.text(project, "name"),
                      Json.text(reference, "name").orElse(name()))));
    }
    return List.copyOf(found);
  }

  public Optional<String> createdBy() {
    return Json.text(document.path("createdBy"), "uniqueName")
        .or(() -> Json.text(document.path("createdBy"), "displayName"));
  }

  /**
   * Who saved it last, and when.
   *
   * @param by Azure DevOps' id of that identity; empty where it does not say
   * @param name for people
   */
  public record LastEdit(Optional<UUID> by, String name, Instant at) {}

  /** Empty where it was read in a version of the API that does not tell. */
  public Optional<LastEdit> lastEdit() {
    JsonNode by = document.path("modifiedBy");
    return Json.text(document, "modificationDate")
        .flatMap(ServiceConnection::time)
        .map(at ->
            new LastEdit(
                Json.guid(by, "id"),
                Json.text(by, "displayName")
                    .or(() -> Json.text(by, "uniqueName"))
                    .orElse("somebody unknown"),
                at));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What decisions about it look at. */
  public ConnectionFacts facts() {
    return new ConnectionFacts(
        name(),
        type(),
        // Tasks treat an absent scheme of azurerm as ServicePrincipal (azure-arm-endpoint.ts).
        scheme().orElse("ServicePrincipal"),
        authenticationType(),
        creationMode(),
        registryType(),
        parameter("serviceprincipalid"),
        parameter("tenantid"),
        parameter("registry"),
        parameter("username"),
        isReady() && !operationState().orElse("").equalsIgnoreCase("Failed"));
  }

  /** A copy of the document as it was answered, for display and comparison. */
  public ObjectNode document() {
    return document.deepCopy();
  }

  /**
   * Whether all of it was answered. A mere Reader of a connection gets its id and little else, with
   * status 200; writing that back would destroy the connection.
   */
  boolean isComplete() {
    return document.path("type").isString()
        && document.path("data").isObject()
        && document.path("authorization").isObject();
  }

  /** Lists leave out the secret parameters altogether; nothing is ever written from one. */
  boolean isFromList() {
    return fromList;
  }

  @Override
  public String toString() {
    return "ServiceConnection[id=" + id + ", name=" + name() + ", type=" + type() + "]";
  }

  private static Optional<String> valueIgnoringCase(JsonNode map, String name) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return Json.text(map, entry.getKey());
      }
    }
    return Optional.empty();
  }
}
