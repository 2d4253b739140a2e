package io.keyturn.sandbox;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Runs a command with a stack, and stops the stack whichever way the command ends. */
final class Running {

  private Running() {}

  /** What a command does while the stack is up. */
  @FunctionalInterface
  interface Work {
    int run(Stack stack, UntilStopped untilStopped) throws InterruptedException;
  }

  /** Waits for Ctrl-C or for a request to end. */
  @FunctionalInterface
  interface UntilStopped {
    void await() throws InterruptedException;
  }

  static int with(Supplier<Stack> start, Console console, Work work) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Stack stack = start.get()) {
      return work.run(stack, stop::await);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
