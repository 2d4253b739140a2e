package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.worker.loop.DatabaseAway;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Azure DevOps has no ETag: a request that left a worker which then lost its lane may put an older
 * version over a newer one. So the lane gets one more rotation, which carries the current version.
 * Two look out for that: the worker itself, when it learns that it was overtaken; and the one that
 * took over, because the first may never get to say so.
 */
final class LateWrites {

  private static final Logger log = LoggerFactory.getLogger(LateWrites.class);
  private static final URI SOURCE = URI.create("urn:keyturn:late-write");

  private final Lanes lanes;
  private final Arrivals arrivals;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Queue<Unsure> unsure = new ConcurrentLinkedQueue<>();

  LateWrites(Lanes lanes, Arrivals arrivals, TransactionTemplate transaction, Clock clock) {
    this.lanes = lanes;
    this.arrivals = arrivals;
    this.transaction = transaction;
    this.clock = clock;
  }

  private record Unsure(Lease lease, Rotation rotation) {}

  /** A write of this worker ended without being journaled. Never fails. */
  void mayHaveHappened(Lease lease, Rotation rotation) {
    unsure.add(new Unsure(lease, rotation));
    lookAgain();
  }

  /** Settles what could not be settled while the database was away. */
  void lookAgain() {
    Unsure next = unsure.peek();
    while (next != null) {
      try {
        settle(next);
      } catch (RuntimeException e) {
        if (DatabaseAway.is(e)) {
          return;
        }
        log.atError()
            .addKeyValue("rotationId", next.rotation().id())
            .addKeyValue("clientId", next.rotation().applicationId())
            .log("this worker may have written late and could not say so; request a rotation");
      }
      unsure.remove(next);
      next = unsure.peek();
    }
  }

  private void settle(Unsure write) {
    try {
      // Still ours: the lane itself goes on from the journal, and writes again.
      transaction.executeWithoutResult(_ -> lanes.hold(write.lease()));
    } catch (LeaseLost e) {
      Rotation rotation = write.rotation();
      Rotation again =
          carryCurrent(rotation, rotation.id() + "/" + write.lease().fence(), clock.instant());
      transaction.executeWithoutResult(_ -> arrivals.store(List.of(again)));
      log.atWarn()
          .addKeyValue("rotationId", rotation.id())
          .addKeyValue("clientId", rotation.applicationId())
          .log("this worker may have written late; the newest version is written again");
    }
  }

  /**
   * One more rotation that carries the current version.
   *
   * @param notBefore when nothing else can arrive any more
   */
  record Repair(Rotation again, Instant notBefore) {}

  /**
   * This lane was taken over from a worker whose request may still arrive, and another version has
   * been written since: when nothing can arrive any more it is written again.
   */
  Optional<Repair> repair(Lease lease, Rotation done) {
    return lease
        .lateWrite()
        .filter(late -> late.until().isAfter(clock.instant()))
        .filter(late -> !late.version().equals(done.secret().map(SecretVersion::version)))
        .map(late -> {
          log.atInfo()
              .addKeyValue("rotationId", done.id())
              .addKeyValue("clientId", done.applicationId())
              .log(
                  "the former worker's request may still arrive; the version is written once more"
                      + " later");
          return new Repair(
              carryCurrent(
                  done,
                  done.tenantId() + "/" + done.applicationId() + "/" + late.until(),
                  clock.instant()),
              late.until());
        });
  }

  private static Rotation carryCurrent(Rotation like, String event, Instant now) {
    return Rotation.received(
        RotationId.of(SOURCE, event),
        like.tenantId(),
        like.applicationId(),
        Trigger.LATE_WRITE,
        Optional.empty(),
        Optional.empty(),
        false,
        like.origin(),
        like.originKey(),
        now);
  }
}
