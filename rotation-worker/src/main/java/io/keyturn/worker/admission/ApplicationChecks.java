package io.keyturn.worker.admission;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.Optional;

/**
 * What tenant and application allow. Runs before anything is asked of Azure: with a toggle off no
 * call is made at all.
 */
public final class ApplicationChecks {

  private ApplicationChecks() {}

  /**
   * @param announced where the news says the secret is kept; empty when it does not say
   */
  public static Admission check(RotationSettings settings, Optional<SecretLocation> announced) {
    if (!settings.tenantEnabled()) {
      return new Declined(
          Reason.TENANT_INTEGRATION_OFF,
          "Azure DevOps integration is switched off for this tenant; nothing was called. Switch it"
              + " on in the tenant's Azure DevOps settings and request the rotation again.");
    }
    if (!settings.applicationEnabled()) {
      return new Declined(
          Reason.APPLICATION_INTEGRATION_OFF,
          "Azure DevOps integration is switched off for "
              + settings.applicationName()
              + "; nothing was called. Switch it on in the application's secret settings and request"
              + " the rotation again.");
    }
    if (settings.bindings().isEmpty()) {
      return new Declined(
          Reason.NO_BINDING,
          settings.applicationName()
              + " is bound to no service connection. Bind it to one in its secret settings.");
    }
    if (announced.isPresent() && !isSame(announced.get(), settings.secret())) {
      return new Declined(
          Reason.SECRET_LOCATION_MISMATCH,
          "The news names another Key Vault secret than the one in "
              + settings.applicationName()
              + "'s secret settings ("
              + settings.secret().name()
              + "). Correct the sender or the settings.");
    }
    return new Admitted("the tenant and the application allow it");
  }

  /** Key Vault tells neither addresses nor names apart by case. */
  private static boolean isSame(SecretLocation one, SecretLocation other) {
    return one.vaultUrl().equalsIgnoreCase(other.vaultUrl())
        && one.name().equalsIgnoreCase(other.name());
  }
}
