package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.secret.ClientSecret;
import java.util.Optional;
import java.util.UUID;

/** Whatever signs in with the tenant's own identity and has to be asked before that changes. */
public interface TenantSignInUsers {

  /**
   * Tries the settings with everyone who would use them; may call Azure DevOps and take seconds.
   *
   * @param token the tenant's own after the change
   * @param anyway save even what does not work, as unverified (C-4)
   * @return to be run in the transaction that stores the settings
   * @throws io.keyturn.settings.api.ProblemException when something that worked would no longer, or
   *     nobody accepts the new sign-in
   */
  Runnable tryOut(
      UUID tenantId, DevOpsSettings settings, Optional<ClientSecret> token, boolean anyway);

  /**
   * The settings with when an organization last accepted the token that is stored, and whose it is.
   * A token that nobody signs in with has never been verified.
   */
  DevOpsSettings withTokenVerified(UUID tenantId, DevOpsSettings settings);
}
