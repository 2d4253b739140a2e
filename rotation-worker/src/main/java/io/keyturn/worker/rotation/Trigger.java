package io.keyturn.worker.rotation;

/** What started a rotation. */
public enum Trigger {
  /** Somebody renewed the secret and said so. */
  SECRET_RENEWED,
  /** Key Vault has a new version. */
  VAULT_NEW_VERSION,
  /** Key Vault says that a version expires soon. */
  VAULT_NEAR_EXPIRY,
  /** Key Vault says that a version has expired. */
  VAULT_EXPIRED,
  /** Somebody asks to carry the current version again. */
  PROPAGATE_REQUESTED,
  /** A worker that had lost its lease may have written an older version late. */
  LATE_WRITE,
  /** Somebody asks for a new secret. */
  RENEW_REQUESTED;

  /** Whether a new secret has to be made first. */
  boolean needsRenewal() {
    return switch (this) {
      case VAULT_NEAR_EXPIRY, VAULT_EXPIRED, RENEW_REQUESTED -> true;
      case SECRET_RENEWED, VAULT_NEW_VERSION, PROPAGATE_REQUESTED, LATE_WRITE -> false;
    };
  }

  /** Whether it brings a version that somebody else has made, and may know when that expires. */
  boolean announcesVersion() {
    return this == SECRET_RENEWED || this == VAULT_NEW_VERSION;
  }

  /**
   * Whether it begins in a maintenance window only. What has expired fails already, and what may
   * have been written over is mended at once.
   */
  boolean waitsForWindow() {
    return this != VAULT_EXPIRED && this != LATE_WRITE;
  }

  /** Whether a connection is written even if by our own record it holds that version already. */
  boolean writesAgain() {
    return this == PROPAGATE_REQUESTED || this == LATE_WRITE;
  }
}
