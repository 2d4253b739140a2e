package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * A user-assigned managed identity or an app registration that signs in without a secret (D-07).
 *
 * @param tenantId its Entra tenant; null means the tenant itself
 * @param clientId its client id, not an object id
 */
public record FederatedIdentity(@Nullable String tenantId, String clientId) {}
