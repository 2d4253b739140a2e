package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/tenants/{tenantId}/applications/{applicationId}/rotations}.
 *
 * @param mode {@code propagate}: carry the current version to the bindings; {@code renew}: make a
 *     new one first
 * @param reason why, in the words of who asks
 * @param emergency the old secret has leaked: at once, in every connection at the same time, past
 *     windows and overlap; left out: no
 * @param retireBy in an emergency, when the leaked secret has to be gone even where a connection
 *     still holds it: an instant, or an ISO 8601 duration from now; left out: as soon as every
 *     connection has been verified, and not before
 * @param ignoreWindow begin although no maintenance window is open; left out: wait for one
 */
public record RotationRequest(
    String mode,
    String reason,
    @Nullable Boolean emergency,
    @Nullable String retireBy,
    @Nullable Boolean ignoreWindow) {

  public RotationRequest(String mode, String reason) {
    this(mode, reason, null, null, null);
  }
}
