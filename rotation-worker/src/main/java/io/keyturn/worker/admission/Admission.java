package io.keyturn.worker.admission;

import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;

/** The answer to "may it run?". */
public sealed interface Admission {

  /**
   * @param because what speaks for it, as half a sentence for the output
   */
  record Admitted(String because) implements Admission {}

  /** The facts could not be had now. */
  record Postponed(Reason reason, String why, Duration after) implements Admission {}

  /** A rule said no. */
  record Declined(Reason reason, String why) implements Admission {}
}
