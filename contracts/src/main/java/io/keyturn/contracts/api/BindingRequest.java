package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/tenants/{tenantId}/applications/{applicationId}/bindings}.
 *
 * @param organization bare, or a URL to take it from (C-1)
 * @param projectName not looked at; Azure DevOps says it
 * @param connectionName not looked at; Azure DevOps says it
 * @param organizationTenantId the Entra tenant of the organization where it is a guest's home
 *     tenant
 */
public record BindingRequest(
    String organization,
    String projectId,
    @Nullable String projectName,
    String connectionId,
    @Nullable String connectionName,
    @Nullable String organizationTenantId) {}
