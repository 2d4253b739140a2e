package io.keyturn.worker.limit;

import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one identity may do in one organization now. While the organization wants to be left alone,
 * a call answers at once when it may be made; while every place is taken, it waits a moment in the
 * order of arrival. Either way its rotation goes back to the journal and holds no place.
 *
 * <p>One exception: a rotation needs several calls in a row, and an organization may ask for a
 * pause after each answer, successful ones too. If everybody left then, nobody would ever come to
 * the second call. So one rotation at a time may sit such a pause out, when it is short and nothing
 * was blocked.
 */
final class Limit {

  /** For a 429 that does not say how long. */
  private static final Duration UNSAID = Duration.ofSeconds(1);

  /** When to come back to an organization whose places are taken. */
  private static final Duration WHEN_FULL = Duration.ofSeconds(1);

  /** Rotations that come back after a pause are spread over this, or all would find it full. */
  private static final Duration SPREAD = Duration.ofSeconds(1);

  private final String organization;
  private final LimitProperties properties;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Condition> queue = new ArrayDeque<>();
  private final Width width;
  private int underWay;
  private Instant closedUntil = Instant.MIN;
  private boolean blocked;
  private @Nullable Condition sittingItOut;
  // Counts the halvings: calls that were under way together are one piece of news, not many.
  private int round;

  Limit(String organization, LimitProperties properties, Clock clock) {
    this.organization = organization;
    this.properties = properties;
    this.clock = clock;
    this.width = new Width(properties.start(), properties.most());
  }

  LimitState state() {
    lock.lock();
    try {
      Duration pause = isClosed() ? Duration.between(clock.instant(), closedUntil) : Duration.ZERO;
      return new LimitState(underWay, width.calls(), queue.size(), pause);
    } finally {
      lock.unlock();
    }
  }

  Attempt<CallGate.Pass> enter() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (isClosed() && maySitOut()) {
        sitOut();
      }
      if (isClosed()) {
        return closed();
      }
      if (!queue.isEmpty() || isFull()) {
        // As many wait as are served: longer queues would only hold the places of others.
        if (queue.size() >= width.calls()) {
          return full();
        }
        return queued();
      }
      return admitted();
    } finally {
      lock.unlock();
    }
  }

  /** For work that can be done at any other time: it takes no place that somebody else may need. */
  Attempt<CallGate.Pass> enterUnhurried() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (isClosed()) {
        return closed();
      }
      return queue.isEmpty() && underWay < Math.max(1, width.calls() / 2) ? admitted() : full();
    } finally {
      lock.unlock();
    }
  }

  private Attempt<CallGate.Pass> queued() throws InterruptedException {
    Condition mine = lock.newCondition();
    queue.add(mine);
    try {
      long left = properties.patience().toNanos();
      while (!isClosed() && !(queue.peek() == mine && !isFull()) && left > 0) {
        left = mine.awaitNanos(left);
      }
      if (isClosed()) {
        return closed();
      }
      return queue.peek() == mine && !isFull() ? admitted() : full();
    } finally {
      queue.remove(mine);
      callNext();
    }
  }

  private boolean maySitOut() {
    return !blocked
        && sittingItOut == null
        && Duration.between(clock.instant(), closedUntil).compareTo(properties.sitOut()) <= 0;
  }

  private void sitOut() throws InterruptedException {
    Condition over = lock.newCondition();
    sittingItOut = over;
    try {
      long left = properties.sitOut().toNanos();
      while (isClosed() && !blocked && left > 0) {
        long pause = Duration.between(clock.instant(), closedUntil).toNanos();
        long wait = Math.min(left, Math.max(1, pause));
        left -= wait - over.awaitNanos(wait);
      }
    } finally {
      sittingItOut = null;
    }
  }

  private Attempt<CallGate.Pass> admitted() {
    underWay++;
    return Attempt.succeeded(new OnePass(round, isFull()));
  }

  private Attempt<CallGate.Pass> closed() {
    Duration spread =
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis() + 1));
    return new Attempt.RetryLater<>(
        Reason.THROTTLED,
        "The organization " + organization + " has asked for a pause; nothing was sent.",
        Duration.between(clock.instant(), closedUntil).plus(spread));
  }

  private Attempt<CallGate.Pass> full() {
    return new Attempt.RetryLater<>(
        Reason.THROTTLED,
        "As many calls as the organization "
            + organization
            + " bears at once are under way already; nothing was sent.",
        WHEN_FULL);
  }

  private boolean isClosed() {
    return clock.instant().isBefore(closedUntil);
  }

  private boolean isFull() {
    return underWay >= width.calls();
  }

  private void callNext() {
    Condition next = queue.peek();
    if (next != null) {
      next.signal();
    }
  }

  private void close(Duration pause, boolean becauseBlocked) {
    Instant until = clock.instant().plus(pause);
    if (!isClosed()) {
      blocked = false;
    }
    blocked |= becauseBlocked;
    if (until.isAfter(closedUntil)) {
      closedUntil = until;
    }
    queue.forEach(Condition::signal);
    if (sittingItOut != null) {
      sittingItOut.signal();
    }
  }

  private final class OnePass implements CallGate.Pass {

    private final int enteredIn;
    private final boolean tookTheLastPlace;

    OnePass(int enteredIn, boolean tookTheLastPlace) {
      this.enteredIn = enteredIn;
      this.tookTheLastPlace = tookTheLastPlace;
    }

    @Override
    public void answered(int status, Duration pause) {
      lock.lock();
      try {
        boolean refused = status == 429;
        if (pause.isPositive() || refused) {
          close(pause.isPositive() ? pause : UNSAID, refused || status == 503);
        }
        if (pause.isPositive() || refused || status == 503) {
          slowDown();
        } else if (tookTheLastPlace) {
          width.grow();
        }
        leave();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void unanswered() {
      lock.lock();
      try {
        leave();
      } finally {
        lock.unlock();
      }
    }

    private void slowDown() {
      if (enteredIn == round) {
        round++;
        width.halve();
      }
    }

    private void leave() {
      underWay--;
      callNext();
    }
  }
}
