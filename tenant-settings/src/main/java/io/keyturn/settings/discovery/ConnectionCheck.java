package io.keyturn.settings.discovery;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.settings.api.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the signed-in user may bind a service connection to an application. */
public interface ConnectionCheck {

  /**
   * @param organizationTenantId the Entra tenant of the organization; null for the user's
   */
  record Wanted(
      UUID applicationId,
      String organization,
      @Nullable UUID organizationTenantId,
      UUID projectId,
      UUID connectionId) {}

  /**
   * As Azure DevOps calls them.
   *
   * @param registry the address of a docker registry; null for other kinds
   */
  record Checked(String projectName, String connectionName, @Nullable String registry) {}

  /**
   * Asks Azure DevOps anew, each step only after the one before. Changes nothing.
   *
   * @throws ProblemException naming the first step that says no
   */
  Checked check(SignedInUser user, DevOpsSettings settings, Wanted wanted);
}
