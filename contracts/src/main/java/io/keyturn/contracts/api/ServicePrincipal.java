package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * A service principal that signs in to Azure DevOps.
 *
 * @param tenantId its Entra tenant; null means the tenant these settings belong to
 * @param clientSecret where its own client secret is kept
 */
public record ServicePrincipal(
    @Nullable String tenantId, String clientId, SecretLocation clientSecret) {}
