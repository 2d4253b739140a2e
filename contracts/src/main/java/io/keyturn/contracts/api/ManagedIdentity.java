package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An identity of the machine that Keyturn runs on (D-15, S-16).
 *
 * @param clientId of a user-assigned identity; null for the machine's system-assigned one
 * @param application an app registration that trusts it, for an organization of another Entra
 *     tenant (S-17); null where the identity is itself a member of the organization
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedIdentity(@Nullable String clientId, @Nullable FederatedIdentity application) {}
