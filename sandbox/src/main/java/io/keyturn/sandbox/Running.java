package io.keyturn.sandbox;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Runs a command with what it needs, and stops that whichever way the command ends. */
final class Running {

  private Running() {}

  /** Closes without an exception of its own. */
  interface Part extends AutoCloseable {
    @Override
    void close();
  }

  /** What a command does while that is up. */
  @FunctionalInterface
  interface Work<T extends Part> {
    int run(T part, StopRequest stop) throws InterruptedException;
  }

  static <T extends Part> int with(Function<StopRequest, T> start, Console console, Work<T> work) {
    StopRequest stop = new StopRequest();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.make();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (T part = start.apply(stop)) {
      return work.run(part, stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    } catch (CancellationException e) {
      return 130;
    } catch (CompletionException e) {
      console.bad("The sandbox could not start: " + reason(e));
      return 2;
    } catch (RuntimeException e) {
      console.bad("The sandbox stopped: " + reason(e));
      return 2;
    } finally {
      stopped.countDown();
    }
  }

  /** The innermost message: it names the port that is taken, or the file that cannot be written. */
  private static String reason(Throwable thrown) {
    Throwable inner = thrown;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.toString() : inner.getMessage();
  }
}
