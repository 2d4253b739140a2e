package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorStatus;

/** Finds out how a connection to an organization stands, before it is saved (S-26). */
public interface ConnectorVerification {

  /**
   * May call Azure DevOps and take seconds; holds no row and no transaction. Asking twice changes
   * nothing.
   */
  Verdict verify(String organization, SignIn signIn);

  /**
   * @param message a sentence for an administrator with the next step, without any secret
   */
  record Verdict(ConnectorStatus status, String message) {

    /** Whether a connector may be stored like this without "save anyway" (C-4). */
    boolean savable() {
      return switch (status) {
        case CONNECTED,
            CONNECTED_NOTHING_VISIBLE,
            CONNECTED_PARTIAL,
            NOT_AUTHENTICATED,
            SAVED_UNVERIFIED ->
            true;
        case VERIFYING,
            INVALID_OR_EXPIRED_TOKEN,
            SCOPE_MISSING,
            FORBIDDEN_OR_NOT_MEMBER,
            ORGANIZATION_NOT_FOUND,
            WRONG_TENANT,
            CONSENT_REQUIRED,
            THROTTLED,
            UNREACHABLE,
            ACCESS_REVOKED,
            MISCONFIGURED ->
            false;
      };
    }
  }
}
