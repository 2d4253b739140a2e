package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/tenants/{tenantId}/applications/{applicationId}/rotations}.
 *
 * @param mode {@code propagate}: carry the current version to the bindings; {@code renew}: make a
 *     new one first
 * @param reason why, in the words of who asks
 * @param ignoreWindow begin although no maintenance window is open; left out: wait for one
 */
public record RotationRequest(String mode, String reason, @Nullable Boolean ignoreWindow) {}
