package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sandbox prints to try is tried, by a shell. */
class WelcomeTest {

  @TempDir Path directory;

  @Test
  void theCommandsWorkAsTheyArePrinted() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    Stack stack = SharedStack.stack();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Welcome.commands(
        stack,
        stack.applications().settingsUrl(),
        new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false));
    String commands = printed.toString(StandardCharsets.UTF_8);
    Path script =
        Files.writeString(directory.resolve("try.sh"), commands.substring(commands.indexOf('#')));
    Path answers = directory.resolve("answers");

    Process shell =
        new ProcessBuilder("bash", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(answers.toFile())
            .start();

    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(answers))
        .as(commands)
        .contains("\"name\":\"" + DemoTenant.LABS + "\"") // as Ada, the organizations
        .contains("HTTP/1.1 202") // as the automation, a rotation
        .contains("\"requestReason\":\"trying it out\"")
        .doesNotContain("\"code\":");
  }
}
