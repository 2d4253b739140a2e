package io.keyturn.settings.notification;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a notification's sentence is made of, as it was when it happened. Never a secret.
 *
 * @param at the time it is about: of an expiry, or when a renewal was due
 * @param message what was found or how a rotation ended, in its own words
 * @param token where it is about a personal access token, and then no application's
 */
record Facts(
    String applicationName,
    @Nullable Instant at,
    @Nullable String message,
    @Nullable String remedy,
    @Nullable String reason,
    @Nullable UUID binding,
    @Nullable UUID rotation,
    @Nullable Token token) {

  /**
   * Whose it is.
   *
   * @param connector null for the tenant's own, as is the organization
   */
  record Token(@Nullable String connector, @Nullable String organization) {}
}
