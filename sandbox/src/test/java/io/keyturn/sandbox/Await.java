package io.keyturn.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks again until something is there; for what happens in another thread or process. */
public final class Await {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Await() {}

  /**
   * @throws AssertionError when it is not there after minutes, which a machine with much else to do
   *     may need
   */
  public static <T> T until(Supplier<Optional<T>> look) throws InterruptedException {
    return until(PATIENCE, look);
  }

  /**
   * @throws AssertionError when it is not there in time
   */
  public static <T> T until(Duration patience, Supplier<Optional<T>> look)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("it did not come within " + patience);
  }
}
