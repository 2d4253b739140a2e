package io.keyturn.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that a test starts, whose output goes to a file, and that does not outlive the test.
 */
public final class Child implements AutoCloseable {

  /** Ends a hang; how long something takes is nothing that a test may say. */
  private static final int PATIENCE_SECONDS = 300;

  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** A packaged application, started alone with {@code java -jar} and settings only. */
  static Child jar(String module, Map<String, String> environment) throws IOException {
    return start(List.of("-Xmx256m", "-jar", packaged(module).toString()), environment);
  }

  /** The sandbox with this test's class path. */
  static Child sandbox(String... arguments) throws IOException {
    return start(
        Stream.concat(
                Stream.of("-cp", System.getProperty("java.class.path"), Sandbox.class.getName()),
                Stream.of(arguments))
            .toList(),
        Map.of());
  }

  /** The worker with this test's class path; starts faster than its jar and needs less memory. */
  public static Child worker(Map<String, String> environment) throws IOException {
    return start(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx160m",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            "io.keyturn.worker.RotationWorkerApplication"),
        environment);
  }

  /** A main class with this test's class path. */
  public static Child main(Class<?> main, String... arguments) throws IOException {
    return start(
        Stream.concat(
                Stream.of(
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()),
                Stream.of(arguments))
            .toList(),
        Map.of());
  }

  private static Child start(List<String> arguments, Map<String, String> environment)
      throws IOException {
    Path output = Files.createTempFile("child", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1"),
                    arguments.stream())
                .toList());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new Child(builder.start(), output);
  }

  public String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The first group of what the output matches; empty while it does not. */
  public Optional<String> printed(String pattern) {
    if (!process.isAlive()) {
      throw new AssertionError("it ended too early:\n" + output());
    }
    var found = java.util.regex.Pattern.compile(pattern).matcher(output());
    return found.find() ? Optional.of(found.group(found.groupCount())) : Optional.empty();
  }

  /** SIGKILL: it gets no chance to say or save anything. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: it does nothing any more and notices nothing, as in a long pause of its machine. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("no SIG" + name + " to process " + process.pid());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As Ctrl-C does: asks it to stop. */
  void stop() {
    process.destroy();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.deleteIfExists(output);
  }

  /** The jar that a module is installed as; it has to be built before. */
  public static Path packaged(String module) {
    File[] jars =
        Path.of("..", module, "target").toFile().listFiles((_, name) -> name.endsWith("-app.jar"));
    if (jars == null || jars.length != 1) {
      throw new IllegalStateException("build " + module + " first: its packaged jar is not there");
    }
    return jars[0].toPath();
  }
}
