package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process: how it ends, what it leaves behind, what it keeps. */
class DemoProcessIT {

  private static final String[] FREE_PORTS = {
    "--settings-port", "0", "--worker-port", "0", "--azure-port", "0"
  };

  @Test
  void onceEndsWithStatusZeroAndLeavesNoProcessBehind() throws Exception {
    try (Child demo = Child.sandbox(with("demo", "--once"))) {
      List<ProcessHandle> servers =
          Await.until(() -> Optional.of(demo.descendants()).filter(found -> !found.isEmpty()));

      assertThat(demo.exitStatus()).as(demo.output()).isZero();
      assertThat(demo.output()).contains("Every part went as told");
      assertThat(servers).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void whatServeKeptIsThereAgainAndStoppingIsClean(@TempDir Path data) throws Exception {
    // Fixed ports, because what is kept is found again only there; these are free at this moment.
    String[] arguments =
        with(
            "serve",
            "--data",
            data.toString(),
            "--kafka-port",
            freePort(),
            "--postgres-port",
            freePort());
    for (int run = 1; run <= 2; run++) {
      try (Child serve = Child.sandbox(arguments)) {
        Await.until(() -> serve.printed("(Up, until Ctrl-C)"));
        List<ProcessHandle> servers = serve.descendants();

        serve.stop();

        assertThat(serve.exitStatus()).isEqualTo(143);
        assertThat(servers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(Files.exists(data.resolve("encryption-key"))).isTrue();
      }
    }
  }

  private static String[] with(String... command) {
    return Stream.concat(Stream.of(command), Stream.of(FREE_PORTS)).toArray(String[]::new);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }
}
