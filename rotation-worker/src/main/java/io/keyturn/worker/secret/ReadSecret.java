package io.keyturn.worker.secret;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of a secret with its value.
 *
 * @param createdAt when Key Vault made this version, to the second
 * @param expiresOn when it stops working, as Key Vault has it; empty where it has nothing
 */
public record ReadSecret(
    SecretVersion version, ClientSecret value, Instant createdAt, Optional<Instant> expiresOn) {}
