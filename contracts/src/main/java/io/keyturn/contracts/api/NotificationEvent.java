package io.keyturn.contracts.api;

/** What a notification channel can be told of. A constant is never renamed or reused. */
public enum NotificationEvent {
  EXPIRES_IN_60_DAYS,
  EXPIRES_IN_30_DAYS,
  EXPIRES_IN_7_DAYS,
  EXPIRES_IN_1_DAY,
  EXPIRED,
  /** A rotation failed or was refused. */
  ROTATION_FAILED,
  /** A bound service connection is no longer as Keyturn left it; see {@link InspectionState}. */
  DRIFT_CHANGED,
  DRIFT_FAILING,
  DRIFT_GONE,
  DRIFT_NO_LONGER_NEEDED,
  DRIFT_UNKNOWN,
  /** The schedule asked for a renewal some time ago, and none has begun. */
  RENEWAL_OVERDUE,
  /** The secret expires within days, and nothing will renew it: automatic renewal is off. */
  EXPIRES_UNATTENDED,
  /** A personal access token that Keyturn signs in to Azure DevOps with; nothing can renew it. */
  TOKEN_EXPIRES_IN_60_DAYS,
  TOKEN_EXPIRES_IN_30_DAYS,
  TOKEN_EXPIRES_IN_7_DAYS,
  TOKEN_EXPIRES_IN_1_DAY,
  TOKEN_EXPIRED
}
