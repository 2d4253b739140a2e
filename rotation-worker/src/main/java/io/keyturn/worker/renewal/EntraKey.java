package io.keyturn.worker.renewal;

import java.time.Instant;

/**
 * One client secret of an application as Entra lists it: everything but its text.
 *
 * @param displayName empty where it has none
 */
public record EntraKey(String keyId, String displayName, Instant expiresOn) {}
