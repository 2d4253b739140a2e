package io.keyturn.settings.verification;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.EnumMap;
import java.util.Map;

/** Which status of a connector (REQUIREMENTS, section 6) a failed attempt stands for. */
final class Statuses {

  /** What a verification can meet; anything else says only that nothing was found out. */
  private static final Map<Reason, ConnectorStatus> OF =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Reason.TOKEN_INVALID_OR_EXPIRED, ConnectorStatus.INVALID_OR_EXPIRED_TOKEN),
              Map.entry(Reason.CLIENT_SECRET_EXPIRED, ConnectorStatus.INVALID_OR_EXPIRED_TOKEN),
              Map.entry(
                  Reason.CLIENT_CERTIFICATE_EXPIRED, ConnectorStatus.INVALID_OR_EXPIRED_TOKEN),
              Map.entry(Reason.CLIENT_CERTIFICATE_UNUSABLE, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.SECRET_EXPIRED, ConnectorStatus.INVALID_OR_EXPIRED_TOKEN),
              Map.entry(Reason.ACCESS_FORBIDDEN, ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER),
              Map.entry(Reason.ORGANIZATION_NOT_FOUND, ConnectorStatus.ORGANIZATION_NOT_FOUND),
              Map.entry(Reason.WRONG_TENANT, ConnectorStatus.WRONG_TENANT),
              Map.entry(Reason.CONSENT_REQUIRED, ConnectorStatus.CONSENT_REQUIRED),
              Map.entry(Reason.THROTTLED, ConnectorStatus.THROTTLED),
              Map.entry(Reason.FEDERATION_MISMATCH, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.SIGN_IN_REFUSED, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.SECRET_NOT_FOUND, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.SECRET_DISABLED, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.SECRET_FORBIDDEN, ConnectorStatus.MISCONFIGURED),
              Map.entry(Reason.VAULT_NOT_ALLOWED, ConnectorStatus.MISCONFIGURED)));

  private Statuses() {}

  /**
   * @param ofToken whether a personal access token signed in: who is shut out with one lacks a
   *     scope, while a service principal that signed in and is not accepted is no member (D-22)
   */
  static ConnectorStatus of(Attempt<?> failed, boolean ofToken) {
    Reason reason =
        switch (failed) {
          case Attempt.Succeeded<?> _ ->
              throw new IllegalArgumentException("a success is no failed attempt");
          case Attempt.RetryLater<?>(Reason why, var _, var _) -> why;
          case Attempt.Refused<?>(Reason why, var _) -> why;
        };
    if (reason == Reason.SIGN_IN_REFUSED && failed instanceof Attempt.RetryLater<?>) {
      return ConnectorStatus.INVALID_OR_EXPIRED_TOKEN; // a wrong secret, or one too new (FAULTS)
    }
    if (reason == Reason.ACCESS_FORBIDDEN && ofToken) {
      return ConnectorStatus.SCOPE_MISSING;
    }
    if (reason == Reason.TOKEN_INVALID_OR_EXPIRED && !ofToken) {
      return ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER;
    }
    return OF.getOrDefault(reason, ConnectorStatus.UNREACHABLE);
  }
}
