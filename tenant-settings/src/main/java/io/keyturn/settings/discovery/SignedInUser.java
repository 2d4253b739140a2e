package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.UserTokens;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is asking, with the token to ask Azure DevOps on their behalf. As a parameter of a controller
 * it comes from the request.
 *
 * @param isPerson false for an application's own token, on whose behalf nothing can be asked
 * @param homeTenantId of a guest; empty for a member, and where the token does not say
 * @param atHome the same person by a token of the home tenant, where one was sent along
 */
public record SignedInUser(
    UserTokens.Person person,
    boolean isPerson,
    Optional<UUID> homeTenantId,
    Optional<UserTokens.Person> atHome) {

  /** The tenant whose settings this is about. */
  public UUID tenantId() {
    return person.tenantId();
  }
}
