package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;

/** Finds out how a connection to an organization stands, before it is saved (S-26). */
public interface ConnectorVerification {

  /**
   * May call Azure DevOps and take seconds; holds no row and no transaction. Asking twice changes
   * nothing.
   */
  Verdict verify(String tenantId, String organization, SignIn signIn);

  /**
   * @param message a sentence for an administrator with the next step, without any secret
   */
  record Verdict(ConnectorStatus status, String message, ConnectorFindings findings) {

    public Verdict(ConnectorStatus status, String message) {
      this(status, message, ConnectorFindings.NONE);
    }

    /** Whether the sign-in worked: only then may rotations use it (C-4). */
    public boolean verified() {
      return StatusRemedies.works(status);
    }

    /** Whether a connector may be stored like this without "save anyway" (C-4). */
    boolean savable() {
      return verified() || status == ConnectorStatus.NOT_AUTHENTICATED;
    }
  }
}
