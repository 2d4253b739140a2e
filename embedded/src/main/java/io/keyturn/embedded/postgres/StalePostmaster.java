package io.keyturn.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is left of a server whose JVM died without closing it.
 *
 * <p>On the same port PostgreSQL's launcher adopts it. On another port, or while it is still dying,
 * a new one would wait for the lock file until its patience ends; so it is stopped here first.
 */
final class StalePostmaster {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private StalePostmaster() {}

  /**
   * @param data PostgreSQL's data directory; may be absent
   * @param port the port the new server is to have, 0 for any
   */
  static void makeWay(Path data, int port) throws IOException {
    Path lock = data.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    // Lines of postmaster.pid: pid, data directory, start time, port, ...
    List<String> lines = Files.readAllLines(lock);
    if (lines.size() < 4) {
      return;
    }
    Optional<ProcessHandle> postmaster =
        ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(StalePostmaster::isPostgres);
    if (postmaster.isEmpty()) {
      // The number may have been given to another process since: PostgreSQL would believe it lives.
      Files.deleteIfExists(lock);
      return;
    }
    boolean adoptable = lines.get(3).strip().equals(String.valueOf(port));
    if (!adoptable) {
      postmaster.get().destroy();
      awaitEnd(postmaster.get());
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("postgres")).isPresent();
  }

  private static void awaitEnd(ProcessHandle postmaster) throws IOException {
    try {
      postmaster.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an older PostgreSQL was stopping", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "an older PostgreSQL (process "
              + postmaster.pid()
              + ") still uses this directory; stop it and start again",
          e);
    }
  }
}
