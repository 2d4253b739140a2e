package io.keyturn.contracts.event;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What an event says. No event ever carries a secret: only where one is kept. */
public sealed interface NewsData {

  /** The CloudEvents type. */
  String type();

  /**
   * An application's secret has a new version ({@value #TYPE}).
   *
   * @param applicationId the client id
   * @param expiresOn when the new secret stops working, if the producer knows
   * @param keyId Entra's id of the new password credential, if there is one
   */
  record SecretRenewed(
      String tenantId,
      String applicationId,
      SecretVersion secret,
      Optional<Instant> expiresOn,
      Optional<String> keyId)
      implements NewsData {

    public static final String TYPE = "io.keyturn.secret.renewed.v1";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * Somebody asks for a rotation ({@value #TYPE}).
   *
   * @param reason why, in the words of whoever asked
   * @param requestedBy object id or account of whoever asked, if a person did
   * @param emergency true when the old secret has leaked
   * @param retireBy when the leaked secret has to be gone, whether or not every connection works by
   *     then; empty where only every connection's being verified ends it. Counts in an emergency
   * @param plan true when nothing shall be made or written, only said; on the wire the mode is
   *     {@code plan} then, and {@code planOf} says which mode is meant
   * @param ignoreWindow begin although no maintenance window is open
   */
  record RotationRequested(
      String tenantId,
      String applicationId,
      Mode mode,
      String reason,
      Optional<String> requestedBy,
      boolean emergency,
      Optional<Instant> retireBy,
      boolean plan,
      boolean ignoreWindow)
      implements NewsData {

    public static final String TYPE = "io.keyturn.rotation.requested.v1";

    /** One that waits for its maintenance window. */
    public RotationRequested(
        String tenantId,
        String applicationId,
        Mode mode,
        String reason,
        Optional<String> requestedBy,
        boolean emergency,
        Optional<Instant> retireBy,
        boolean plan) {
      this(tenantId, applicationId, mode, reason, requestedBy, emergency, retireBy, plan, false);
    }

    /** To be carried out, and without a deadline. */
    public RotationRequested(
        String tenantId,
        String applicationId,
        Mode mode,
        String reason,
        Optional<String> requestedBy,
        boolean emergency) {
      this(tenantId, applicationId, mode, reason, requestedBy, emergency, Optional.empty(), false);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** What a requested rotation shall do. On the wire in lower case. */
  enum Mode {
    /** Make a new secret, then carry it. */
    RENEW,
    /** Carry the version that is current in Key Vault. */
    PROPAGATE
  }

  /**
   * What Key Vault says of one of its secrets, through Event Grid. It knows no application: the
   * vault's and the secret's name lead to it.
   *
   * @param vaultName as in the vault's host name; compared ignoring case
   * @param expiresOn the version's expiry, if it has one
   */
  record VaultSecretChanged(
      VaultChange change, String vaultName, SecretVersion secret, Optional<Instant> expiresOn)
      implements NewsData {

    @Override
    public String type() {
      return change.type();
    }
  }

  /** Key Vault's own event types for secrets. */
  enum VaultChange {
    NEW_VERSION("Microsoft.KeyVault.SecretNewVersionCreated"),
    NEAR_EXPIRY("Microsoft.KeyVault.SecretNearExpiry"),
    EXPIRED("Microsoft.KeyVault.SecretExpired");

    private final String type;

    VaultChange(String type) {
      this.type = type;
    }

    public String type() {
      return type;
    }
  }

  /**
   * An operator decided about a rotation that is waiting or has failed. It starts no rotation: the
   * one it names goes on, or ends.
   *
   * @param rotationId of that tenant and application; for any other the decision counts nothing
   * @param requestedBy object id of the operator
   * @param reason why, in the operator's words
   */
  record OperatorDecision(
      Decision decision,
      String tenantId,
      String applicationId,
      UUID rotationId,
      String requestedBy,
      String reason)
      implements NewsData {

    @Override
    public String type() {
      return decision.type();
    }
  }

  /** What an operator may decide about a rotation. */
  enum Decision {
    /** Try again now, with patience anew. */
    RESUMED("io.keyturn.rotation.resumed.v1"),
    /** Give up; nothing more is written for it. */
    ABANDONED("io.keyturn.rotation.abandoned.v1");

    private final String type;

    Decision(String type) {
      this.type = type;
    }

    public String type() {
      return type;
    }
  }
}
