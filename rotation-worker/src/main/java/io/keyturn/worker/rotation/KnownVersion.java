package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.worker.secret.ReadSecret;
import java.time.Instant;

/** A version and when Key Vault created it, to the second. */
record KnownVersion(SecretVersion version, Instant createdAt) {

  static KnownVersion of(ReadSecret secret) {
    return new KnownVersion(secret.version(), secret.createdAt());
  }
}
