package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a rotation stands after a run. */
sealed interface Standing {

  /**
   * @param reason null for a plain success
   */
  record Finished(RotationState as, @Nullable Reason reason, String why) implements Standing {}

  /**
   * @param step the one that could not be done now
   * @param binding null where it concerns the whole rotation
   * @param after how long the other side asked us to wait; zero when our own backoff decides
   */
  record Waiting(Step step, @Nullable Binding binding, Reason reason, String why, Duration after)
      implements Standing {}
}
