package io.keyturn.contracts.event;

import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.event.MalformedEvent.Flaw;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsData.VaultChange;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Turns an event's type and data into {@link NewsData}. Unknown fields are passed over. */
final class NewsDataReader {

  // Key Vault: names are 1 to 127 of letters, digits and hyphens; versions are 32 hex digits, but
  // that is a habit, not a promise.
  private static final Pattern SECRET_NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");
  private static final Pattern SECRET_VERSION = Pattern.compile("[0-9a-zA-Z-]{1,64}");
  private static final Pattern SECRET_ID =
      Pattern.compile("(https://.+)/secrets/([0-9a-zA-Z-]{1,127})/([0-9a-zA-Z-]{1,64})/?");
  private static final Pattern MODE = Pattern.compile("renew|propagate");
  private static final Pattern MODE_OR_PLAN = Pattern.compile("renew|propagate|plan");

  private NewsDataReader() {}

  static NewsData read(String type, JsonNode data) throws MalformedEvent {
    if (!data.isObject()) {
      throw MalformedEvent.malformed("data", "a JSON object");
    }
    Fields fields = new Fields("data", data);
    if (type.equals(SecretRenewed.TYPE)) {
      return secretRenewed(fields);
    }
    if (type.equals(RotationRequested.TYPE)) {
      return rotationRequested(fields);
    }
    for (Decision decision : Decision.values()) {
      if (type.equals(decision.type())) {
        return operatorDecision(decision, fields);
      }
    }
    for (VaultChange change : VaultChange.values()) {
      if (type.equals(change.type())) {
        return vaultSecretChanged(change, fields);
      }
    }
    throw new MalformedEvent(
        Flaw.UNKNOWN_TYPE, "type", "the event's type is none that a rotation worker knows");
  }

  private static SecretRenewed secretRenewed(Fields data) throws MalformedEvent {
    Fields secret = data.object("secret");
    return new SecretRenewed(
        data.guid("tenantId"),
        data.guid("applicationId"),
        new SecretVersion(
            secret.vaultUrl("vaultUrl"),
            secret.matching("name", SECRET_NAME, "the name of a Key Vault secret"),
            secret.matching("version", SECRET_VERSION, "the version of a Key Vault secret")),
        data.optionalInstant("expiresOn"),
        data.optionalGuid("keyId"));
  }

  private static RotationRequested rotationRequested(Fields data) throws MalformedEvent {
    String mode = data.matching("mode", MODE_OR_PLAN, "renew, propagate or plan");
    boolean plan = mode.equals("plan");
    if (plan) {
      mode =
          data.optionalText("planOf", 64).isEmpty()
              ? "propagate"
              : data.matching("planOf", MODE, "renew or propagate");
    }
    return new RotationRequested(
        data.guid("tenantId"),
        data.guid("applicationId"),
        Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
        data.text("reason", 500),
        data.optionalText("requestedBy", 200),
        data.flag("emergency"),
        data.optionalInstant("retireBy"),
        plan,
        data.flag("ignoreWindow"));
  }

  private static OperatorDecision operatorDecision(Decision decision, Fields data)
      throws MalformedEvent {
    return new OperatorDecision(
        decision,
        data.guid("tenantId"),
        data.guid("applicationId"),
        UUID.fromString(data.guid("rotationId")),
        data.text("requestedBy", 200),
        data.text("reason", 500));
  }

  /** The versioned {@code Id} is what counts; the other fields repeat its parts. */
  private static VaultSecretChanged vaultSecretChanged(VaultChange change, Fields data)
      throws MalformedEvent {
    var id = SECRET_ID.matcher(data.text("Id", 1024));
    if (!id.matches()) {
      throw MalformedEvent.malformed(data.at("Id"), "the versioned id of a Key Vault secret");
    }
    String vaultUrl = Fields.canonicalVaultUrl(data.at("Id"), id.group(1));
    String vaultName =
        data.optionalText("VaultName", 200).orElseGet(() -> VaultHosts.vaultName(vaultUrl));
    return new VaultSecretChanged(
        change,
        vaultName.toLowerCase(Locale.ROOT),
        new SecretVersion(vaultUrl, id.group(2), id.group(3)),
        data.optionalEpochSeconds("EXP"));
  }
}
