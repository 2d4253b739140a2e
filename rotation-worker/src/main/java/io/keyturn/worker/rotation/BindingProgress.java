package io.keyturn.worker.rotation;

/** How far one binding's connection has come within a rotation. */
public enum BindingProgress {
  PENDING,
  PROVING,
  /** Saved before the write: from here on the connection may hold the new secret. */
  UPDATING,
  UPDATED,
  VERIFIED,
  /** A rule or the other side said no before anything was written. */
  REFUSED,
  /** Given up after the connection may have been written. */
  FAILED;

  boolean isSettled() {
    return this == VERIFIED || this == REFUSED || this == FAILED;
  }

  boolean mayHaveBeenWritten() {
    return this == UPDATING || this == UPDATED || this == VERIFIED || this == FAILED;
  }
}
