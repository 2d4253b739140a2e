package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.net.URI;
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
  private static final URI LATE_WRITES = URI.create("urn:keyturn:late-write");

  private final RotationFlow flow;
  private final Overtaking overtaking;
  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;
  private final DeadLetters deadLetters;
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
      TransactionTemplate transaction,
      Pace pace,
      Clock clock) {
    this.flow = flow;
    this.overtaking = overtaking;
    this.journal = journal;
    this.lanes = lanes;
    this.output = output;
    this.deadLetters = deadLetters;
    this.transaction = transaction;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * @throws LeaseLost when another worker took over; nothing more is saved then but the wish that
   *     it writes the newest version again, where this one may have written late
   */
  void run(Lease lease) {
    Optional<Rotation> next = nextDue(lease);
    while (next.isPresent()) {
      Rotation rotation = next.get();
      Journaled journaled = new Journaled(rotation, lease, journal, lanes, output, transaction);
      try {
        switch (flow.advance(journaled)) {
          case Finished finished -> finish(lease, rotation, finished);
          case Waiting waiting -> postpone(lease, rotation, waiting);
        }
      } catch (RuntimeException e) {
        if (journaled.writeUnderWay()) {
          repairIfLate(lease, rotation);
        }
        throw e;
      }
      next = nextDue(lease);
    }
    transaction.executeWithoutResult(_ -> lanes.release(lease));
  }

  /**
   * Azure DevOps has no ETag: a request that left this worker after its lease had ended may have
   * put an older version over a newer one. The lane, whoever runs it now, gets one more rotation
   * that carries the current version.
   */
  private void repairIfLate(Lease lease, Rotation rotation) {
    try {
      transaction.executeWithoutResult(_ -> lanes.hold(lease));
    } catch (LeaseLost e) {
      Rotation again =
          Rotation.received(
              RotationId.of(LATE_WRITES, rotation.id() + "/" + lease.fence()),
              rotation.tenantId(),
              rotation.applicationId(),
              Trigger.LATE_WRITE,
              Optional.empty(),
              Optional.empty(),
              false,
              rotation.origin(),
              rotation.originKey(),
              clock.instant());
      transaction.executeWithoutResult(
          _ -> new Arrivals(journal, lanes, output).store(List.of(again)));
      log.atWarn()
          .addKeyValue("rotationId", rotation.id())
          .addKeyValue("clientId", rotation.applicationId())
          .log("this worker may have written late; the newest version is written again");
    }
  }

  /** The first that may run now, after those that a newer version has overtaken are ended. */
  private Optional<Rotation> nextDue(Lease lease) {
    List<Rotation> unfinished = journal.unfinished(lease.tenantId(), lease.applicationId());
    List<Rotation> overtaken = overtaking.overtaken(unfinished);
    for (Rotation older : overtaken) {
      finish(
          lease,
          older,
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

  private void finish(Lease lease, Rotation rotation, Finished end) {
    transaction.executeWithoutResult(_ -> {
      lanes.hold(lease);
      journal.finish(rotation.id(), end.as(), end.reason());
      output.write(
          rotation.id(),
          new RotationOutput.Entry(
              Step.CONCLUDE, null, outcome(end.as()), end.reason(), end.why(), null));
      if (end.reason() == Reason.UNKNOWN_TENANT || end.reason() == Reason.UNKNOWN_APPLICATION) {
        deadLetters.add(end.reason().name(), end.why(), rotation.origin(), rotation.originKey());
      }
    });
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("state", end.as())
        .addKeyValue("reason", end.reason())
        .log("rotation finished");
  }

  private void postpone(Lease lease, Rotation rotation, Waiting waiting) {
    Instant now = clock.instant();
    Rotation current = journal.find(rotation.id()).orElseThrow();
    Instant since = current.waitingSince().orElse(now);
    Duration patience = pace.patienceFor(waiting.reason());
    if (Duration.between(since, now).compareTo(patience) > 0) {
      giveUp(lease, rotation, waiting, patience);
      return;
    }
    Duration wait = pace.wait(current.attempt(), waiting.after(), ThreadLocalRandom.current());
    transaction.executeWithoutResult(_ -> {
      lanes.hold(lease);
      if (current.attempt() == 0) {
        output.write(rotation.id(), line(waiting, since.plus(patience)));
      }
      journal.waitUntil(rotation.id(), now.plus(wait), waiting.reason());
    });
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("state", "WAITING")
        .addKeyValue("reason", waiting.reason())
        .addKeyValue("attempt", current.attempt() + 1)
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

  private void giveUp(Lease lease, Rotation rotation, Waiting waiting, Duration patience) {
    finish(
        lease,
        rotation,
        new Finished(
            RotationState.FAILED,
            Reason.PATIENCE_EXHAUSTED,
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
      case RECEIVED, ADMITTED, APPLYING ->
          throw new IllegalArgumentException(end + " is not the end of a rotation");
    };
  }
}
