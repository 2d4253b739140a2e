package io.keyturn.worker.renewal;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import org.jspecify.annotations.Nullable;

/** Where it is written down what is about to happen and what has: the rotation's own journal. */
public interface Notes {

  /**
   * On disk when this returns, and whoever calls still has the right to work on the application.
   *
   * @param change part of the transaction that makes sure of it
   * @throws RuntimeException when another worker has taken over; then nothing is on disk, and the
   *     call that was to follow is not made
   */
  void save(Runnable change);

  /** A line of the rotation output. */
  void tell(Step step, Outcome outcome, @Nullable Reason reason, String message);
}
