package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process: how it ends, what it leaves behind, what it keeps. */
class DemoProcessIT {

  @Test
  void onceEndsWithStatusZeroAndLeavesNoProcessBehind(@TempDir Path data) throws Exception {
    try (Child demo = Child.sandbox(with(data, "demo", "--once"))) {
      ProcessHandle database = Await.until(() -> database(data));

      assertThat(demo.exitStatus()).as(demo.output()).isZero();
      assertThat(demo.output()).contains("Every part went as told");
      assertEnded(database, data);
    }
  }

  @Test
  void whatServeKeptIsThereAgainAndStoppingIsClean(@TempDir Path data) throws Exception {
    // The same ports again, because what is kept is found only there.
    String[] arguments = with(data, "serve");
    for (int run = 1; run <= 2; run++) {
      try (Child serve = Child.sandbox(arguments)) {
        Await.until(() -> serve.printed("(Up, until Ctrl-C)"));
        ProcessHandle database = database(data).orElseThrow();

        serve.stop();

        assertThat(serve.exitStatus()).isEqualTo(143);
        assertEnded(database, data);
        assertThat(Files.exists(data.resolve("encryption-key"))).isTrue();
      }
    }
  }

  @Test
  void stoppingWhileItWaitsForTheApplicationsIsClean(@TempDir Path data) throws Exception {
    String[] arguments =
        with(data, "serve", "--without-applications", data.resolve("env").toString());
    try (Child serve = Child.sandbox(arguments)) {
      Await.until(() -> serve.printed("(Waiting for tenant-settings)"));
      ProcessHandle database = database(data).orElseThrow();

      serve.stop();

      assertThat(serve.exitStatus()).isEqualTo(143);
      assertEnded(database, data);
    }
  }

  /**
   * Stopped in order, and nothing of it runs; a zombie that nobody has reaped yet runs no command.
   */
  private static void assertEnded(ProcessHandle database, Path data) throws IOException {
    assertThat(pidFile(data)).isEmpty();
    assertThat(database.info().command()).isEmpty();
  }

  /** PostgreSQL is a process of its own, and tells its number in its data directory. */
  private static Optional<ProcessHandle> database(Path data) {
    try {
      Optional<Path> file = pidFile(data);
      return file.isEmpty()
          ? Optional.empty()
          : Files.readAllLines(file.get()).stream()
              .findFirst()
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.trim())));
    } catch (IOException | UncheckedIOException e) {
      // Files come and go while it starts.
      return Optional.empty();
    }
  }

  private static Optional<Path> pidFile(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.endsWith("postmaster.pid")).findFirst();
    }
  }

  private static String[] with(Path data, String... command) throws IOException {
    Stream<String> options =
        Stream.of(
            "--data",
            data.toString(),
            "--kafka-port",
            freePort(),
            "--postgres-port",
            freePort(),
            "--settings-port",
            "0",
            "--worker-port",
            "0",
            "--azure-port",
            "0");
    return Stream.concat(Stream.of(command), options).toArray(String[]::new);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }
}
