package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Closed;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a rotation has to wait for its maintenance window. It begins in one; what has begun is
 * finished. No window is worth a credential that expires: then the rotation begins without one, and
 * its output says so.
 */
final class WindowFlow {

  /** As long as a rotation may take: it has all its patience before the secret expires. */
  static final Duration BEFORE_EXPIRY = Duration.ofHours(24);

  /** Windows and what is known of the expiry may change meanwhile. */
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  private final Clock clock;

  WindowFlow(Clock clock) {
    this.clock = clock;
  }

  /** Empty when it may begin, or has begun. */
  Optional<Standing> closed(Journaled journaled, RotationSettings settings) {
    Optional<Standing> waiting =
        Optional.ofNullable(settings.closed())
            .filter(_ -> !hasBegun(journaled) && mustWait(journaled.rotation()))
            .flatMap(closed -> untilItOpens(journaled, settings, closed));
    if (waiting.isEmpty()) {
      journaled.waitedAsPlanned(Reason.WAITING_FOR_WINDOW);
    }
    return waiting;
  }

  private static boolean hasBegun(Journaled journaled) {
    return journaled.rotation().state() != RotationState.RECEIVED
        || !journaled.progress().isEmpty();
  }

  private static boolean mustWait(Rotation rotation) {
    return rotation.trigger().waitsForWindow()
        && !rotation.emergency()
        && !rotation.ignoresWindow();
  }

  private Optional<Standing> untilItOpens(
      Journaled journaled, RotationSettings settings, Closed closed) {
    Optional<Instant> expires = expiry(journaled.rotation(), closed);
    Instant latest = expires.map(at -> at.minus(BEFORE_EXPIRY)).orElse(Instant.MAX);
    Instant now = clock.instant();
    if (!latest.isAfter(now)) {
      giveWay(journaled, settings, closed, expires.orElseThrow());
      return Optional.empty();
    }
    boolean inTime = !closed.until().isAfter(latest);
    Duration left = Duration.between(now, inTime ? closed.until() : latest);
    return Optional.of(
        new Waiting(
            Step.ADMIT,
            null,
            Reason.WAITING_FOR_WINDOW,
            inTime
                ? "The next maintenance window of "
                    + settings.applicationName()
                    + " opens at "
                    + told(closed.until())
                    + "; the rotation begins then."
                : "The next maintenance window of "
                    + settings.applicationName()
                    + " opens at "
                    + told(closed.until())
                    + ", too late for the secret, which expires at "
                    + told(expires.orElseThrow())
                    + ": the rotation begins at "
                    + told(latest)
                    + " without one, unless one opens before.",
            left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN));
  }

  /** Of the secret that the connections hold, or that Key Vault says expires. */
  private static Optional<Instant> expiry(Rotation rotation, Closed closed) {
    return Stream.concat(
            Stream.ofNullable(closed.secretExpiresAt()),
            rotation.trigger().announcesVersion() ? Stream.empty() : rotation.expiresOn().stream())
        .min(Comparator.naturalOrder());
  }

  private static void giveWay(
      Journaled journaled, RotationSettings settings, Closed closed, Instant expires) {
    // A later wait for something else does not tell it once more.
    if (journaled.attempt() == 0 || journaled.hasWaitedFor(Reason.WAITING_FOR_WINDOW)) {
      journaled.remark(
          Step.ADMIT,
          Outcome.WARNING,
          Reason.WINDOW_GIVEN_WAY,
          "No maintenance window of "
              + settings.applicationName()
              + " is open before "
              + told(closed.until())
              + ", and its secret expires at "
              + told(expires)
              + ": the rotation begins without one. Let windows open more often, or renew earlier.");
    }
  }

  private static String told(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
