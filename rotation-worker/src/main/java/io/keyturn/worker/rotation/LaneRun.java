package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Works through one lane: its due rotations, one at a time and in order, until none is due. */
public final class LaneRun {

  private static final Logger log = LoggerFactory.getLogger(LaneRun.class);

  private final RotationFlow flow;
  private final Overtaking overtaking;
  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;
  private final DeadLetters deadLetters;
  private final Decisions decisions;
  private final LateWrites lateWrites;
  private final TransactionTemplate transaction;
  private final Pace pace;
  private final Clock clock;

  LaneRun(
      RotationFlow flow,
      Overtaking overtaking,
      Journal journal,
      Lanes lanes,
      RotationOutput output,
      DeadLetters deadLetters,
      Decisions decisions,
      LateWrites lateWrites,
      TransactionTemplate transaction,
      Pace pace,
      Clock clock) {
    this.flow = flow;
    this.overtaking = overtaking;
    this.journal = journal;
    this.lanes = lanes;
    this.output = output;
    this.deadLetters = deadLetters;
    this.decisions = decisions;
    this.lateWrites = lateWrites;
    this.transaction = transaction;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * @throws LeaseLost when another worker took over; nothing more is saved then but the wish that
   *     it writes the newest version again, where this one may have written late
   */
  void run(Lease lease) {
    decisions.actOn(lease);
    Optional<Rotation> next = nextDue(lease);
    while (next.isPresent()) {
      Rotation rotation = next.get();
      Journaled journaled = journaled(lease, rotation);
      try {
        switch (flow.advance(journaled)) {
          case Finished finished -> finish(journaled, finished);
          case Waiting waiting -> postpone(journaled, waiting);
        }
      } catch (RuntimeException e) {
        if (journaled.writeUnderWay()) {
          lateWrites.mayHaveHappened(lease, rotation);
        }
        if (e instanceof LeaseLost || DatabaseAway.is(e)) {
          throw e;
        }
        waitAfterOurOwnError(lease, rotation, e);
      } catch (LinkageError | AssertionError | StackOverflowError e) {
        waitAfterOurOwnError(lease, rotation, e);
      }
      next = nextDue(lease);
    }
    transaction.executeWithoutResult(_ -> lanes.release(lease));
  }

  /**
   * A bug must hold up neither this lane nor the other ones, and the owner must hear of it. What
   * was kept in mind and not saved yet is dropped: it may be what the bug is about.
   */
  private void waitAfterOurOwnError(Lease lease, Rotation rotation, Throwable error) {
    log.atError()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("cause", Trouble.of(error))
        .log("a rotation stopped on an error of our own; it is tried again");
    Rotation saved = journal.find(rotation.id()).orElseThrow();
    postpone(
        journaled(lease, saved),
        new Waiting(
            Step.ADMIT,
            null,
            Reason.INTERNAL_ERROR,
            "Keyturn met an error of its own. Tell whoever runs Keyturn the rotation's id; its log has"
                + " more.",
            Duration.ZERO));
  }

  /** The first that may run now, after those that a newer version has overtaken are ended. */
  private Optional<Rotation> nextDue(Lease lease) {
    List<Rotation> unfinished = journal.unfinished(lease.tenantId(), lease.applicationId());
    List<Rotation> overtaken = overtaking.overtaken(unfinished);
    for (Rotation older : overtaken) {
      finish(
          journaled(lease, older),
          new Finished(
              RotationState.SUPERSEDED,
              Reason.SUPERSEDED_BY_NEWER_VERSION,
              "A newer version of the secret has been announced; this one is not written."));
    }
    Instant now = clock.instant();
    return unfinished.stream()
        .filter(rotation -> !overtaken.contains(rotation))
        .filter(rotation -> rotation.nextAttemptAt().filter(at -> !at.isAfter(now)).isPresent())
        .findFirst();
  }

  private Journaled journaled(Lease lease, Rotation rotation) {
    return new Journaled(rotation, lease, journal, lanes, output, transaction);
  }

  private void finish(Journaled journaled, Finished end) {
    Rotation rotation = journaled.rotation();
    journaled.conclude(
        () -> {
          journal.finish(rotation.id(), end.as(), end.reason());
          if (journaled.progress().values().stream()
              .anyMatch(BindingProgress::mayHaveBeenWritten)) {
            lateWrites.repairLater(journaled.lease(), rotation);
          }
          if (end.reason() == Reason.UNKNOWN_TENANT || end.reason() == Reason.UNKNOWN_APPLICATION) {
            deadLetters.add(
                end.reason().name(), end.why(), rotation.origin(), rotation.originKey());
          }
        },
        new RotationOutput.Entry(
            Step.CONCLUDE, null, outcome(end.as()), end.reason(), end.why(), null));
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("state", end.as())
        .addKeyValue("reason", end.reason())
        .log("rotation finished");
  }

  private void postpone(Journaled journaled, Waiting waiting) {
    // Progress that was made before the wait counts: it starts the patience anew.
    journaled.flush();
    Instant now = clock.instant();
    Rotation rotation = journal.find(journaled.rotation().id()).orElseThrow();
    Instant since = rotation.waitingSince().orElse(now);
    Duration patience = pace.patienceFor(waiting.reason());
    if (Duration.between(since, now).compareTo(patience) > 0) {
      giveUp(journaled, waiting, patience);
      return;
    }
    // Whoever throttles says when to come back, and backoff on top would keep us slow afterwards.
    boolean told = waiting.reason() == Reason.THROTTLED && waiting.after().isPositive();
    Duration wait =
        pace.wait(told ? 0 : rotation.attempt(), waiting.after(), ThreadLocalRandom.current());
    journaled.waits(
        () -> journal.waitUntil(rotation.id(), now.plus(wait), waiting.reason()),
        rotation.attempt() == 0
            ? Optional.of(line(waiting, since.plus(patience)))
            : Optional.empty());
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("state", "WAITING")
        .addKeyValue("reason", waiting.reason())
        .addKeyValue("attempt", rotation.attempt() + 1)
        .addKeyValue("waitMs", wait.toMillis())
        .log("rotation waits");
  }

  /** One line for a wait, however many tries it takes: the next line tells how it ended. */
  private static RotationOutput.Entry line(Waiting waiting, Instant until) {
    return new RotationOutput.Entry(
        waiting.step(),
        waiting.binding() == null ? null : waiting.binding().id(),
        Outcome.WAITING,
        waiting.reason(),
        RotationOutput.sentence(waiting.why())
            + " Keyturn tries again by itself until "
            + until.truncatedTo(ChronoUnit.SECONDS)
            + ".",
        null);
  }

  private void giveUp(Journaled journaled, Waiting waiting, Duration patience) {
    finish(
        journaled,
        new Finished(
            RotationState.FAILED,
            waiting.reason() == Reason.INTERNAL_ERROR
                ? Reason.INTERNAL_ERROR
                : Reason.PATIENCE_EXHAUSTED,
            "Given up after "
                + patience
                + " without progress. The last answer was "
                + waiting.reason()
                + ": "
                + RotationOutput.sentence(waiting.why())
                + " Mend that and request the rotation again."));
  }

  private static Outcome outcome(RotationState end) {
    return switch (end) {
      case SUCCEEDED -> Outcome.SUCCEEDED;
      case SKIPPED -> Outcome.SKIPPED;
      case REFUSED -> Outcome.REFUSED;
      case FAILED -> Outcome.FAILED;
      case SUPERSEDED -> Outcome.SUPERSEDED;
      case RECEIVED, APPLYING ->
          throw new IllegalArgumentException(end + " is not the end of a rotation");
    };
  }
}
