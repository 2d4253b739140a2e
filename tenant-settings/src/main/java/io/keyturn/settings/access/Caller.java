package io.keyturn.settings.access;

import java.io.Serializable;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Who sent the request, as Entra's token says.
 *
 * @param tenantId the tenant that signed the caller in; every query of a request carries it
 * @param objectId of the user or of the service principal
 * @param clientId of the client that asked for the token; empty when the token does not say
 * @param expiresAt when the token ends
 */
public record Caller(
    UUID tenantId, UUID objectId, String clientId, Set<Role> roles, Instant expiresAt)
    implements Serializable {

  public Caller {
    roles = Set.copyOf(roles);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** Whether all applications of the tenant are open to this caller, at least to read. */
  public boolean seesEveryApplication() {
    return has(Role.TENANT_ADMIN) || has(Role.AUDITOR);
  }

  /** How the caller stands in histories. */
  public String actor() {
    return objectId.toString();
  }
}
