package io.keyturn.embedded.entra;

import org.jspecify.annotations.Nullable;

/**
 * A user object of one tenant. The same human as a guest elsewhere is another object there.
 *
 * @param homeTenantId the tenant a guest comes from; null for a member
 */
public record Person(
    String tenantId,
    String objectId,
    String userPrincipalName,
    String displayName,
    @Nullable String homeTenantId) {

  public static Person member(
      String tenantId, String objectId, String userPrincipalName, String displayName) {
    return new Person(tenantId, objectId, userPrincipalName, displayName, null);
  }

  public boolean guest() {
    return homeTenantId != null;
  }
}
