package io.keyturn.worker.secret;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Instant;

/**
 * One version of a secret with its value.
 *
 * @param createdAt when Key Vault made this version, to the second
 */
public record ReadSecret(SecretVersion version, ClientSecret value, Instant createdAt) {}
