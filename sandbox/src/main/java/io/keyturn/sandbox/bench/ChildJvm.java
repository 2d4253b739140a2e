package io.keyturn.sandbox.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java process on this class path, whose standard output is read line by line. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().start(this::read);
  }

  /**
   * @param log gets what it says on standard error
   * @param talks whether its standard output is for us; else that goes to the log, too
   * @param mainAndArguments main class and its arguments
   */
  static ChildJvm start(
      Path log, boolean talks, List<String> jvmOptions, List<String> mainAndArguments) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      // From the packaged jar: its loader knows the jars inside it.
      command.add("-Dloader.main=" + mainAndArguments.getFirst());
      command.add("org.springframework.boot.loader.launch.PropertiesLauncher");
      command.addAll(mainAndArguments.subList(1, mainAndArguments.size()));
    } else {
      command.addAll(mainAndArguments);
    }
    return start(log, talks, classPath, jvmOptions, command);
  }

  /** The same on another class path. */
  static ChildJvm start(
      Path log,
      boolean talks,
      String classPath,
      List<String> jvmOptions,
      List<String> mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath);
    command.addAll(mainAndArguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      // As in the image: glibc otherwise keeps what the compiler's threads have freed.
      builder.environment().put("MALLOC_ARENA_MAX", "1");
      if (!talks) {
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
      }
      return new ChildJvm(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + mainAndArguments.getFirst(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** What follows the word in the next line that begins with it; other lines are passed over. */
  String await(String word, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        String line = lines.poll(200, TimeUnit.MILLISECONDS);
        if (line != null && line.startsWith(word + " ")) {
          return line.substring(word.length() + 1);
        }
        if (line == null && !process.isAlive()) {
          throw new IllegalStateException("a process of the benchmark ended:\n" + tail());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    throw new IllegalStateException("no " + word + " within " + patience + ":\n" + tail());
  }

  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a process of the benchmark ended:\n" + tail(), e);
    }
  }

  /** Until an application in it says at that port that it may be asked. */
  void awaitReady(String what, int port) throws InterruptedException {
    URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
    long deadline = System.nanoTime() + Broker.START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (http.send(HttpRequest.newBuilder(readiness).build(), BodyHandlers.discarding())
                  .statusCode()
              == 200) {
            return;
          }
        } catch (IOException e) {
          // Not there yet.
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IllegalStateException(what + " did not become ready:\n" + tail());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It ended.
    }
  }

  String tail() {
    StringBuilder all = new StringBuilder();
    lines.stream().limit(50).forEach(line -> all.append(line).append('\n'));
    try {
      List<String> errors = Files.readAllLines(log);
      errors
          .subList(Math.max(0, errors.size() - 40), errors.size())
          .forEach(line -> all.append(line).append('\n'));
    } catch (IOException e) {
      all.append(log);
    }
    return all.toString();
  }
}
