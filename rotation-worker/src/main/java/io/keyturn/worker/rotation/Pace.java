package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again, and when to stop trying.
 *
 * @param first wait after the first failure; doubles with each further one
 * @param longest the most our own backoff waits
 * @param proofPatience how long Entra may take to accept a new secret; minutes are normal
 * @param patience how long anything else may take
 */
public record Pace(Duration first, Duration longest, Duration proofPatience, Duration patience) {

  public static final Pace DEFAULT =
      new Pace(
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(24));

  /** A few tries: an edit that fails so is most often one that is never accepted. */
  private static final Duration EDIT_PATIENCE = Duration.ofMinutes(2);

  /** A federated credential that was just made takes minutes to be known (D-21). */
  private static final Duration FEDERATION_PATIENCE = Duration.ofMinutes(10);

  /** A bug seldom goes away by itself; a worker that is replaced by a newer one takes minutes. */
  private static final Duration BUG_PATIENCE = Duration.ofHours(1);

  /** Not for an answer, but for a time that is known. */
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(3650);

  /**
   * How long to wait before the next try.
   *
   * @param attempt tries since the last progress, from 0
   * @param asked what the other side asked for; it is never undercut
   */
  Duration wait(int attempt, Duration asked, RandomGenerator random) {
    Duration doubled = first.multipliedBy(1L << Math.min(attempt, 20));
    Duration own = doubled.compareTo(longest) < 0 ? doubled : longest;
    // Between half and all of it, so that rotations which failed together do not return together.
    Duration jittered = own.dividedBy(2).plusMillis(random.nextLong(own.toMillis() / 2 + 1));
    return jittered.compareTo(asked) > 0 ? jittered : asked;
  }

  /** How long that answer may keep coming, without any progress, before the rotation has failed. */
  Duration patienceFor(Reason reason) {
    if (reason == Reason.CANDIDATE_NOT_YET_VALID || reason == Reason.RENEWAL_CONFLICT) {
      return proofPatience;
    }
    if (isPlanned(reason)) {
      return AS_LONG_AS_IT_TAKES;
    }
    if (reason == Reason.FEDERATION_MISMATCH) {
      return shorter(FEDERATION_PATIENCE, patience);
    }
    if (reason == Reason.INTERNAL_ERROR) {
      return shorter(BUG_PATIENCE, patience);
    }
    return reason == Reason.SERVER_ERROR_ON_EDIT ? shorter(EDIT_PATIENCE, patience) : patience;
  }

  /** A wait that was meant to be, until a time that is known. */
  static boolean isPlanned(Reason reason) {
    return reason == Reason.OVERLAP_NOT_OVER
        || reason == Reason.PROBES_NOT_OVER
        || reason == Reason.RETIREMENT_DEADLINE_AHEAD
        || reason == Reason.WAITING_FOR_WINDOW;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
