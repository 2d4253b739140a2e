package io.keyturn.worker.rotation;

import java.util.EnumSet;
import java.util.Set;

/** Where a rotation stands, and what may follow. */
public enum RotationState {
  RECEIVED,
  ADMITTED,
  APPLYING,
  SUCCEEDED,
  SKIPPED,
  REFUSED,
  FAILED,
  SUPERSEDED;

  /** Each try begins again with admission, so an unfinished rotation may go back to it. */
  Set<RotationState> followers() {
    return switch (this) {
      case RECEIVED -> EnumSet.of(ADMITTED, SUCCEEDED, SKIPPED, REFUSED, FAILED, SUPERSEDED);
      case ADMITTED, APPLYING ->
          EnumSet.of(ADMITTED, APPLYING, SUCCEEDED, SKIPPED, REFUSED, FAILED, SUPERSEDED);
      case SUCCEEDED, SKIPPED, REFUSED, FAILED, SUPERSEDED -> EnumSet.noneOf(RotationState.class);
    };
  }

  public boolean isFinished() {
    return followers().isEmpty();
  }
}
