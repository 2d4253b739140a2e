package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Journal.Work;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through one lane: its due rotations, one at a time and in order, until none is due. */
public final class LaneRun {

  private static final Logger log = LoggerFactory.getLogger(LaneRun.class);

  private final RotationFlow flow;
  private final Overtaking overtaking;
  private final Journal journal;
  private final Lanes lanes;
  private final Decisions decisions;
  private final LateWrites lateWrites;
  private final Saves saves;
  private final Pace pace;
  private final Along along;
  private final Clock clock;

  LaneRun(
      RotationFlow flow,
      Overtaking overtaking,
      Journal journal,
      Lanes lanes,
      Decisions decisions,
      LateWrites lateWrites,
      Saves saves,
      Pace pace,
      Clock clock) {
    this(
        flow,
        overtaking,
        journal,
        lanes,
        decisions,
        lateWrites,
        saves,
        pace,
        Along.NOTHING_MORE,
        clock);
  }

  LaneRun(
      RotationFlow flow,
      Overtaking overtaking,
      Journal journal,
      Lanes lanes,
      Decisions decisions,
      LateWrites lateWrites,
      Saves saves,
      Pace pace,
      Along along,
      Clock clock) {
    this.flow = flow;
    this.overtaking = overtaking;
    this.journal = journal;
    this.lanes = lanes;
    this.decisions = decisions;
    this.lateWrites = lateWrites;
    this.saves = saves;
    this.pace = pace;
    this.along = along;
    this.clock = clock;
  }

  /**
   * @throws LeaseLost when another worker took over; nothing more is saved then but the wish that
   *     it writes the newest version again, where this one may have written late
   */
  void run(Work work) {
    Lane lane = work.lane();
    List<Rotation> unfinished = withoutOvertaken(lane, afterDecisions(work));
    Optional<Rotation> next = firstDue(unfinished);
    while (next.isPresent()) {
      // The lane goes back with the last save. News that came in meanwhile makes it due again.
      boolean last = unfinished.size() == 1;
      Rotation one = next.get();
      along.with(one, () -> advance(journaled(lane, one), last));
      if (last) {
        return;
      }
      unfinished = withoutOvertaken(lane, journal.unfinished(lane.lease()));
      next = firstDue(unfinished);
    }
    saves.save(Save.release(lane.lease()));
  }

  private List<Rotation> afterDecisions(Work work) {
    Lease lease = work.lane().lease();
    if (!lease.decisionsWait()) {
      return work.unfinished();
    }
    decisions.actOn(lease);
    return journal.unfinished(lease);
  }

  private void advance(Journaled journaled, boolean release) {
    try {
      switch (flow.advance(journaled)) {
        case Finished finished -> finish(journaled, finished, release);
        case Waiting waiting -> postpone(journaled, waiting, release);
      }
    } catch (RuntimeException e) {
      if (journaled.writeUnderWay()) {
        lateWrites.mayHaveHappened(journaled.lease(), journaled.rotation());
      }
      if (e instanceof LeaseLost || DatabaseAway.is(e)) {
        throw e;
      }
      waitAfterOurOwnError(journaled, e, release);
    } catch (LinkageError | AssertionError | StackOverflowError e) {
      waitAfterOurOwnError(journaled, e, release);
    }
  }

  /**
   * A bug must hold up neither this lane nor the other ones, and the owner must hear of it. What
   * was kept in mind and not saved yet is dropped: it may be what the bug is about.
   */
  private void waitAfterOurOwnError(Journaled journaled, Throwable error, boolean release) {
    Rotation rotation = journaled.rotation();
    log.atError()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("cause", Trouble.of(error))
        .log("a rotation stopped on an error of our own; it is tried again");
    postpone(
        journaled(journaled.lane(), journal.find(rotation.id()).orElseThrow()),
        new Waiting(
            Step.ADMIT,
            null,
            Reason.INTERNAL_ERROR,
            "Keyturn met an error of its own. Tell whoever runs Keyturn the rotation's id; its log has"
                + " more.",
            Duration.ZERO),
        release);
  }

  /** Ends those that a newer version has overtaken; the others remain. */
  private List<Rotation> withoutOvertaken(Lane lane, List<Rotation> unfinished) {
    List<Rotation> overtaken = overtaking.overtaken(unfinished);
    for (Rotation older : overtaken) {
      Journaled journaled = journaled(lane, older);
      journaled.passOnEmergency();
      finish(
          journaled,
          journaled.hasOnlyToRetire()
              ? RetirementFlow.leftToTheNewer()
              : new Finished(
                  RotationState.SUPERSEDED,
                  Reason.SUPERSEDED_BY_NEWER_VERSION,
                  "A newer version of the secret has been announced; this one is not written."),
          false);
    }
    // What was passed on to the others is in the journal.
    return overtaken.stream().anyMatch(Rotation::emergency)
        ? journal.unfinished(lane.lease())
        : unfinished.stream().filter(rotation -> !overtaken.contains(rotation)).toList();
  }

  /** A leak does not wait behind anything. */
  private Optional<Rotation> firstDue(List<Rotation> unfinished) {
    Instant now = clock.instant();
    List<Rotation> due =
        unfinished.stream()
            .filter(rotation -> rotation.nextAttemptAt().filter(at -> !at.isAfter(now)).isPresent())
            .toList();
    return due.stream().filter(Rotation::emergency).findFirst().or(() -> due.stream().findFirst());
  }

  private Journaled journaled(Lane lane, Rotation rotation) {
    return new Journaled(rotation, lane, journal, lanes, saves);
  }

  private void finish(Journaled journaled, Finished end, boolean release) {
    Rotation rotation = journaled.rotation();
    journaled.conclude(
        end.as(),
        end.reason(),
        deadLetter(rotation, end),
        repair(journaled),
        new RotationOutput.Entry(
            Step.CONCLUDE, null, outcome(end.as()), end.reason(), end.why(), null),
        release);
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("state", end.as())
        .addKeyValue("reason", end.reason())
        .log("rotation finished");
  }

  private static Save.@Nullable DeadLetter deadLetter(Rotation rotation, Finished end) {
    if (rotation.plan()) {
      return null;
    }
    return switch (end.reason()) {
      case UNKNOWN_TENANT, UNKNOWN_APPLICATION ->
          new Save.DeadLetter(end.reason(), end.why(), rotation.origin(), rotation.originKey());
      case null, default -> null;
    };
  }

  private LateWrites.@Nullable Repair repair(Journaled journaled) {
    boolean written =
        journaled.progress().values().stream().anyMatch(BindingProgress::mayHaveBeenWritten);
    return written ? lateWrites.repair(journaled.lease(), journaled.rotation()).orElse(null) : null;
  }

  private void postpone(Journaled journaled, Waiting waiting, boolean release) {
    // Progress that was made before the wait counts: it starts the patience anew.
    Instant now = clock.instant();
    Instant since = journaled.waitingSince().orElse(now);
    Duration patience = pace.patienceFor(waiting.reason());
    Optional<Duration> untilRetired = untilRetired(journaled.rotation(), now);
    // A leaked secret goes at its deadline, and whoever gives up before removes nothing.
    if (Duration.between(since, now).compareTo(patience) > 0 && untilRetired.isEmpty()) {
      giveUp(journaled, waiting, patience, release);
      return;
    }
    // Whoever throttles says when to come back, and backoff on top would keep us slow afterwards.
    boolean told =
        waiting.after().isPositive()
            && (waiting.reason() == Reason.THROTTLED || waiting.reason() == Reason.PROBES_NOT_OVER);
    Duration own =
        pace.wait(told ? 0 : journaled.attempt(), waiting.after(), ThreadLocalRandom.current());
    Duration wait = untilRetired.filter(left -> left.compareTo(own) < 0).orElse(own);
    int attempt = journaled.attempt();
    journaled.waits(
        now.plus(wait),
        waiting.reason(),
        attempt == 0 || isNewlyPlanned(journaled, waiting)
            ? Optional.of(line(waiting, since.plus(patience)))
            : Optional.empty(),
        release);
    log.atInfo()
        .addKeyValue("rotationId", journaled.rotation().id())
        .addKeyValue("state", "WAITING")
        .addKeyValue("reason", waiting.reason())
        .addKeyValue("attempt", attempt + 1)
        .addKeyValue("waitMs", wait.toMillis())
        .log("rotation waits");
  }

  /** A wait for a time that is known is told, whatever the rotation waited for before. */
  private static boolean isNewlyPlanned(Journaled journaled, Waiting waiting) {
    return waiting.reason() == Reason.WAITING_FOR_WINDOW
        && !journaled.hasWaitedFor(Reason.WAITING_FOR_WINDOW);
  }

  /** How long until the leaked secret has to be gone; empty when that is over, or not asked for. */
  private static Optional<Duration> untilRetired(Rotation rotation, Instant now) {
    return rotation
        .retireBy()
        .filter(_ -> rotation.emergency())
        .map(by -> Duration.between(now, by))
        .filter(Duration::isPositive);
  }

  /** One line for a wait, however many tries it takes: the next line tells how it ended. */
  private static RotationOutput.Entry line(Waiting waiting, Instant until) {
    return new RotationOutput.Entry(
        waiting.step(),
        waiting.binding() == null ? null : waiting.binding().id(),
        Outcome.WAITING,
        waiting.reason(),
        Pace.isPlanned(waiting.reason())
            ? waiting.why()
            : RotationOutput.sentence(waiting.why())
                + " Keyturn tries again by itself until "
                + until.truncatedTo(ChronoUnit.SECONDS)
                + ".",
        null);
  }

  private void giveUp(Journaled journaled, Waiting waiting, Duration patience, boolean release) {
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
                + " Mend that and resume the rotation, which goes on where it stood, or request it"
                + " again."),
        release);
  }

  private static Outcome outcome(RotationState end) {
    return switch (end) {
      case SUCCEEDED -> Outcome.SUCCEEDED;
      case SKIPPED -> Outcome.SKIPPED;
      case REFUSED -> Outcome.REFUSED;
      case FAILED -> Outcome.FAILED;
      case SUPERSEDED -> Outcome.SUPERSEDED;
      case PLANNED -> Outcome.PLANNED;
      case RECEIVED, APPLYING ->
          throw new IllegalArgumentException(end + " is not the end of a rotation");
    };
  }
}
