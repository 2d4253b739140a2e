package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/tenants/{tenantId}/applications/{applicationId}/bindings}.
 *
 * @param organization bare, or a URL to take it from (C-1)
 * @param projectName for people; null when it is not known
 * @param connectionName for people; null when it is not known
 */
public record BindingRequest(
    String organization,
    String projectId,
    @Nullable String projectName,
    String connectionId,
    @Nullable String connectionName) {}
