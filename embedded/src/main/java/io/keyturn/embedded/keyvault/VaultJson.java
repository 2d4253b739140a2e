package io.keyturn.embedded.keyvault;

import io.keyturn.embedded.http.Answer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Key Vault's JSON: secret bundles, items of lists, errors. */
final class VaultJson {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int RECOVERABLE_DAYS = 90;

  private VaultJson() {}

  /**
   * @param address the vault's, without a path: Microsoft's client finds name and version by their
   *     position in the path of {@code id}
   */
  static ObjectNode bundle(String address, String name, SecretVersion version) {
    ObjectNode body = JSON.createObjectNode().put("value", version.value());
    body.setAll(item(address + "/secrets/" + name + "/" + version.version(), version));
    return body;
  }

  static ObjectNode item(String id, SecretVersion version) {
    ObjectNode body = JSON.createObjectNode().put("id", id);
    if (version.contentType() != null) {
      body.put("contentType", version.contentType());
    }
    ObjectNode attributes = body.putObject("attributes").put("enabled", version.enabled());
    if (version.notBefore() != null) {
      attributes.put("nbf", version.notBefore());
    }
    if (version.expires() != null) {
      attributes.put("exp", version.expires());
    }
    attributes
        .put("created", version.created())
        .put("updated", version.updated())
        .put("recoveryLevel", "Recoverable+Purgeable")
        .put("recoverableDays", RECOVERABLE_DAYS);
    if (!version.tags().isEmpty()) {
      ObjectNode tags = body.putObject("tags");
      version.tags().forEach(tags::put);
    }
    return body;
  }

  static ObjectNode deleted(String address, String name, Vault.Deleted record) {
    SecretVersion latest = record.versions().getLast();
    return item(address + "/secrets/" + name + "/" + latest.version(), latest)
        .put("recoveryId", address + "/deletedsecrets/" + name)
        .put("deletedDate", record.deletedAt())
        .put("scheduledPurgeDate", record.deletedAt() + RECOVERABLE_DAYS * 86_400L);
  }

  static Answer error(int status, String code, String message, @Nullable String inner) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode error = body.putObject("error").put("code", code).put("message", message);
    if (inner != null) {
      error.putObject("innererror").put("code", inner);
    }
    return Answer.json(status, body.toString());
  }
}
