package io.keyturn.worker.secret;

import io.keyturn.contracts.event.SecretVersion;
import java.time.Instant;
import java.util.Optional;

/** What Key Vault says of a version without its value. */
public record VersionFacts(
    SecretVersion version, boolean enabled, Instant createdAt, Optional<Instant> expiresOn) {}
