package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * An element of {@code GET /api/v1/tenants/{tenantId}/rotations}.
 *
 * @param applicationName null when the application is not known here any more
 */
public record RotationOfTenant(Rotation rotation, @Nullable String applicationName) {}
