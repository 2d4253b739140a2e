package io.keyturn.worker.inspection;

import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.target.SeenConnection.Edit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one look.
 *
 * @param edit the last one by somebody else, where there was one
 */
record Finding(
    InspectionState state,
    @Nullable Reason reason,
    String message,
    @Nullable String remedy,
    Optional<Edit> edit) {

  Finding(InspectionState state, Reason reason, String message, String remedy) {
    this(state, reason, message, remedy, Optional.empty());
  }

  Finding by(Optional<Edit> somebody) {
    return new Finding(state, reason, message, remedy, somebody);
  }
}
