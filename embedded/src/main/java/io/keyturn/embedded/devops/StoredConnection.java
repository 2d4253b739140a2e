package io.keyturn.embedded.devops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A service connection as it is kept: the whole document with its secrets. */
final class StoredConnection {

  String id = "";
  ObjectNode document = World.JSON.createObjectNode();

  /** Who made it; empty for one that was stored as it is and names its maker itself. */
  String createdBy = "";

  /** Writes that were applied, whatever was answered. */
  int puts;

  /** Fingerprints of the secrets it held, oldest first; a lost secret is {@code lost}. */
  List<String> fingerprints = new ArrayList<>();

  /** Its use by pipelines, oldest first, as the execution history shows it. */
  List<ObjectNode> executions = new ArrayList<>();

  /** Reads so far. Each one turns the project references by one: their order is not stable. */
  transient int reads;

  void replaceDocument(ObjectNode newDocument) {
    document = newDocument;
    if (keepsSecret()) {
      fingerprints.add(secret().map(StoredConnection::fingerprint).orElse("lost"));
    }
  }

  String type() {
    return document.path("type").asString("");
  }

  String scheme() {
    return document.path("authorization").path("scheme").asString("");
  }

  boolean isAzureResourceManager() {
    return type().equalsIgnoreCase("azurerm");
  }

  boolean isAutomatic() {
    return isAzureResourceManager()
        && document.path("data").path("creationMode").asString("").equalsIgnoreCase("Automatic")
        && scheme().equalsIgnoreCase("ServicePrincipal");
  }

  boolean isFederated() {
    return scheme().equalsIgnoreCase("WorkloadIdentityFederation");
  }

  boolean isContainerRegistryOfAzure() {
    return document.path("data").path("registrytype").asString("").equalsIgnoreCase("ACR");
  }

  /** The first confidential parameter that has a value. */
  Optional<String> secret() {
    return parameters().properties().stream()
        .filter(p -> Confidential.is(type(), p.getKey()))
        .map(p -> p.getValue().asString(""))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private boolean keepsSecret() {
    return parameters().propertyNames().stream().anyMatch(n -> Confidential.is(type(), n));
  }

  JsonNode parameters() {
    return document.path("authorization").path("parameters");
  }

  List<JsonNode> references() {
    List<JsonNode> all = new ArrayList<>();
    document.path("serviceEndpointProjectReferences").forEach(all::add);
    return all;
  }

  Optional<JsonNode> referenceOf(Project project) {
    return references().stream().filter(r -> refersTo(r, project)).findFirst();
  }

  /** A reference may name its project by id or, in hand-made payloads, by name only. */
  static boolean refersTo(JsonNode reference, Project project) {
    JsonNode target = reference.path("projectReference");
    String id = target.path("id").asString("");
    return id.isEmpty()
        ? target.path("name").asString("").equalsIgnoreCase(project.name)
        : id.equalsIgnoreCase(project.id);
  }

  /** Twelve hex digits of SHA-256, as {@code ClientSecret.fingerprint} writes them. */
  static String fingerprint(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
