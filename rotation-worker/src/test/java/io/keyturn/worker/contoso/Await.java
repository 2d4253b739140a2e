package io.keyturn.worker.contoso;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again until something is so; for what happens in another thread. */
public final class Await {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Await() {}

  /**
   * @throws AssertionError when it is not so within minutes, which a machine with much else to do
   *     may need
   */
  public static void until(BooleanSupplier so) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come about within " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
