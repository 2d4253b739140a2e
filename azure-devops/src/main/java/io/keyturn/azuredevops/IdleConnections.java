package io.keyturn.azuredevops;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * Pools of connections that are gone through for idle ones once a second.
 *
 * <p>OkHttp's own go through all of theirs after every call, on another thread that has to be woken
 * for it: with 500 calls under way a seventh of the worker's processor time. There is no public
 * setting for that in OkHttp 5.3.2, so this uses what its library keeps to itself; a version that
 * has it otherwise does not compile here.
 */
final class IdleConnections implements TaskRunner.Backend {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final TaskRunner runner =
      new TaskRunner(this, Logger.getLogger(TaskRunner.class.getName()));

  /** A pool that nobody else has. */
  ConnectionPool pool(int atMostIdle, Duration keepIdle) {
    return new ConnectionPool(
        atMostIdle,
        keepIdle.toMillis(),
        TimeUnit.MILLISECONDS,
        runner,
        ConnectionListener.Companion.getNONE());
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** A connection has become idle; that is seen at the next look. */
  @Override
  public void coordinatorNotify(TaskRunner waits) {}

  /** Gives the lock on it away meanwhile, as that of the library does. */
  @Override
  public void coordinatorWait(TaskRunner waits, long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(waits, Math.min(nanos, LOOK_EVERY.toNanos()));
    } catch (InterruptedException e) {
      // Nobody interrupts a thread of ours; it would only look early.
    }
  }

  @Override
  public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
    return queue;
  }

  @Override
  public void execute(TaskRunner of, Runnable looks) {
    Thread.ofVirtual()
        .name("idle-connections")
        .start(() -> {
          LockSupport.parkNanos(LOOK_EVERY.toNanos());
          looks.run();
        });
  }
}
