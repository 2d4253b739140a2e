package io.keyturn.sandbox.crash;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** PostgreSQL with its data on disk, which can be killed and comes back at its address. */
final class DatabaseProcess implements AutoCloseable {

  private final Path directory;
  private final int port;
  private EmbeddedDatabase server;

  DatabaseProcess(Path directory) {
    this.directory = directory;
    this.server = EmbeddedDatabase.start(directory, 0);
    this.port = server.port();
  }

  String createDatabase() {
    return server.createDatabase("keyturn");
  }

  /** SIGKILL to the postmaster and to every process of it. Returns when they are gone. */
  void kill() throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(60, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("a process of PostgreSQL does not end", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** Recovers what was committed. */
  void comeBack() {
    // Lets go of the directory; there is nothing left to stop.
    server.close();
    server = EmbeddedDatabase.start(directory, port);
  }

  @Override
  public void close() {
    server.close();
  }
}
