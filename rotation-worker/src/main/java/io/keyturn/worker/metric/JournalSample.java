package io.keyturn.worker.metric;

import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.rotation.Backlog;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** How much there is to do, and how long it has been waiting. Every worker says the same. */
final class JournalSample implements Sample {

  private final Backlog backlog;
  private final Outbox outbox;
  private final Reading due;
  private final Reading waiting;
  private final Reading oldestDue;
  private final Reading oldestWaiting;
  private final Reading outboxAge;

  JournalSample(Backlog backlog, Outbox outbox, MeterRegistry registry) {
    this.backlog = backlog;
    this.outbox = outbox;
    String size = "Rotations that have not ended: those that could run now, and those that wait";
    due = new Reading(registry, "keyturn.backlog", size, "state", "due");
    waiting = new Reading(registry, "keyturn.backlog", size, "state", "waiting");
    oldestDue =
        new Reading(
            registry,
            "keyturn.backlog.oldest.due.seconds",
            "How long a rotation has been due without having been ended or put off");
    oldestWaiting =
        new Reading(
            registry,
            "keyturn.backlog.oldest.waiting.seconds",
            "How long a rotation has had no progress; waits for a known time left out");
    outboxAge =
        new Reading(
            registry, "keyturn.outbox.oldest.seconds", "How long a record has waited for Kafka");
  }

  @Override
  public void take() {
    Backlog.Depth depth = backlog.depth();
    due.is(depth.due());
    waiting.is(depth.waiting());
    oldestDue.is(depth.oldestDue());
    oldestWaiting.is(depth.oldestWaiting());
    outboxAge.is(outbox.age());
  }

  @Override
  public void forget() {
    List.of(due, waiting, oldestDue, oldestWaiting, outboxAge).forEach(Reading::isUnknown);
  }
}
