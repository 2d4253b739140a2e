package io.keyturn.sandbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Closes several things at the same time. Ctrl-C has to be answered within seconds: whoever started
 * the sandbox may end it by force after five, and then PostgreSQL would be left behind.
 */
final class AllAtOnce {

  private AllAtOnce() {}

  /** Ends when all are closed; the first failure is thrown then. */
  static void close(Runnable... closings) {
    List<CompletableFuture<Void>> running =
        Stream.of(closings)
            .map(closing -> {
              CompletableFuture<Void> done = new CompletableFuture<>();
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      closing.run();
                      done.complete(null);
                    } catch (RuntimeException e) {
                      done.completeExceptionally(e);
                    }
                  });
              return done;
            })
            .toList();
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
  }
}
