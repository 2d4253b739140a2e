package io.keyturn.worker.limit;

import java.time.Duration;

/**
 * How it stands with an organization at one moment.
 *
 * @param underWay calls under way
 * @param width how many it is thought to bear at once
 * @param waiting calls that wait for a free place
 * @param pause how long it wants to be left alone from now; zero while it does not
 */
public record LimitState(int underWay, int width, int waiting, Duration pause) {

  public static final LimitState NOTHING = new LimitState(0, 0, 0, Duration.ZERO);

  /** Of two identities in it, or of two organizations. */
  public LimitState together(LimitState other) {
    return new LimitState(
        underWay + other.underWay,
        width + other.width,
        waiting + other.waiting,
        pause.compareTo(other.pause) > 0 ? pause : other.pause);
  }
}
