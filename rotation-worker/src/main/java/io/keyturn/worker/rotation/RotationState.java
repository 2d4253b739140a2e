package io.keyturn.worker.rotation;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** Where a rotation stands, and what may follow. */
public enum RotationState {
  RECEIVED,
  /** Its version is known and on its way to the connections. */
  APPLYING,
  SUCCEEDED,
  SKIPPED,
  REFUSED,
  FAILED,
  SUPERSEDED,
  /** A plan has said all it can say. */
  PLANNED;

  Set<RotationState> followers() {
    return switch (this) {
      case RECEIVED, APPLYING ->
          EnumSet.of(APPLYING, SUCCEEDED, SKIPPED, REFUSED, FAILED, SUPERSEDED, PLANNED);
      // By an operator only.
      case FAILED -> EnumSet.of(RECEIVED, APPLYING);
      case SUCCEEDED, SKIPPED, REFUSED, SUPERSEDED, PLANNED -> EnumSet.noneOf(RotationState.class);
    };
  }

  /** The names of the states that this one may follow: what a save looks for. */
  String[] predecessors() {
    return Stream.of(values())
        .filter(before -> before.followers().contains(this))
        .map(RotationState::name)
        .toArray(String[]::new);
  }

  public boolean isFinished() {
    return this != RECEIVED && this != APPLYING;
  }
}
