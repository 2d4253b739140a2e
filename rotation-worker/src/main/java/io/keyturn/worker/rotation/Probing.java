package io.keyturn.worker.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a new secret has to prove itself before an old one is removed: Entra's replicas catch up one
 * by one, and until the last has, a secret works at one moment and fails at the next.
 *
 * @param times how often in a row every connection has to work
 * @param apart how long lies between two of them; zero for one right after the other
 */
public record Probing(int times, Duration apart) {

  private static final int MOST = 20;
  private static final Duration LONGEST = Duration.ofHours(1);

  public Probing {
    if (times < 1 || times > MOST) {
      throw new IllegalArgumentException(
          "keyturn.rotation.retirement-probes must be from 1 to " + MOST);
    }
    if (apart.isNegative() || apart.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "keyturn.rotation.retirement-probe-interval must be from 0s to 1h");
    }
  }

  /**
   * What is on record of a rotation's probes.
   *
   * @param passed how often in a row every connection has worked
   * @param at the last time; empty before the first
   * @param failed whether one has failed since its connections were verified
   */
  record Passed(int passed, Optional<Instant> at, boolean failed) {

    static final Passed NONE = new Passed(0, Optional.empty(), false);
  }

  /** How long it is until the next probe counts. */
  Duration left(Passed before, Instant now) {
    return before
        .at()
        .filter(_ -> before.passed() > 0)
        .map(at -> Duration.between(now, at.plus(apart)))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }
}
