package io.keyturn.worker.renewal;

import io.keyturn.contracts.event.SecretVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A client secret that Keyturn asked Entra for.
 *
 * @param displayName ours alone
 * @param keyId empty as long as Entra has not answered; then it may exist all the same
 * @param stored the version in Key Vault that has its text; empty when there is none, or none is
 *     known of
 * @param previousVersion what was current in Key Vault before
 * @param replacedAt since when every connection has been verified with a newer one
 * @param removed it is not at Entra any more
 */
public record OurKey(
    String displayName,
    UUID rotationId,
    Instant askedAt,
    Instant expiresOn,
    Optional<String> keyId,
    Optional<SecretVersion> stored,
    Optional<String> previousVersion,
    Optional<Instant> replacedAt,
    boolean removed) {

  boolean isUnanswered() {
    return keyId.isEmpty() && !removed;
  }

  /** Entra made it, and nobody is known to have its text. */
  boolean isUnstored() {
    return keyId.isPresent() && stored.isEmpty() && !removed;
  }

  boolean isInUse() {
    return stored.isPresent() && !removed;
  }

  boolean is(EntraKey key) {
    return keyId.filter(key.keyId()::equalsIgnoreCase).isPresent();
  }
}
