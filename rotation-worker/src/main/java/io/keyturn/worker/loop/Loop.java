package io.keyturn.worker.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing over and over: at once while there is something to do, else when it
 * is woken or a while has passed. A turn that fails is told and tried again; it ends nothing.
 */
public final class Loop {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final Duration afterFailure;
  private final Turn turn;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean active;
  private @Nullable Thread thread;

  /** One round of the work. */
  @FunctionalInterface
  public interface Turn {

    /**
     * How long to rest before the next turn unless woken; zero or less goes on at once.
     *
     * @throws InterruptedException ends the loop
     */
    Duration take() throws InterruptedException;
  }

  /**
   * @param name of the thread, and of the loop in the log
   * @param afterFailure how long to rest after a turn that failed
   */
  public Loop(String name, Duration afterFailure, Turn turn) {
    this.name = name;
    this.afterFailure = afterFailure;
    this.turn = turn;
  }

  /** There may be something to do: look now. Cheap, and may be called from anywhere. */
  public void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** Does nothing when it runs already. */
  public synchronized void start() {
    if (!active) {
      active = true;
      thread = Thread.ofPlatform().name(name).start(this::run);
    }
  }

  /** Returns when the turn that is under way has ended. */
  public synchronized void stop() {
    active = false;
    wake();
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public boolean isActive() {
    return active;
  }

  private void run() {
    try {
      while (active) {
        Duration rest = takeTurn();
        if (active && rest.isPositive()) {
          wake.tryAcquire(Math.max(1, rest.toMillis()), TimeUnit.MILLISECONDS);
          wake.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An error of our own ends nothing either: the process would go on without this loop's work. */
  private Duration takeTurn() throws InterruptedException {
    try {
      return turn.take();
    } catch (RuntimeException | Error e) {
      log.atWarn()
          .addKeyValue("loop", name)
          .addKeyValue("cause", Trouble.of(e))
          .addKeyValue("againInMs", afterFailure.toMillis())
          .log("a turn failed; trying again");
      return afterFailure;
    }
  }
}
