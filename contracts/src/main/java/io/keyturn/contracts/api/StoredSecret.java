package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * All that is ever told of a stored secret (S-25).
 *
 * @param fingerprint the first 12 hex digits of an HMAC-SHA256 under a key of the installation, for
 *     this tenant only: nobody can try tokens against it, or see that two tenants have the same
 *     one; null when not set
 */
public record StoredSecret(boolean set, @Nullable String fingerprint) {

  public static StoredSecret ofFingerprint(@Nullable String fingerprint) {
    return new StoredSecret(fingerprint != null, fingerprint);
  }
}
