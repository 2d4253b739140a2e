package io.keyturn.sandbox.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the worker beside what one would otherwise have used. */
@Command(
    name = "bench",
    description =
        "Measure the full worker beside a plain Kafka listener and Confluent's Parallel Consumer, and"
            + " print one table.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

  private static final String VERSION = "0.1.0";

  @Option(names = "--quick", description = "Fewer rounds: ends within ten minutes on two cores.")
  private boolean quick;

  @Option(names = "--tiny", hidden = true, description = "Seconds; the figures mean nothing.")
  private boolean tiny;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write every figure and the machine's size there.")
  private @Nullable Path json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Only these parts: ${COMPLETION-CANDIDATES}.")
  private Set<Bench.Part> only = EnumSet.allOf(Bench.Part.class);

  @Option(names = "--keep", description = "Keep the logs of all processes and say where they are.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    long started = System.nanoTime();
    Plan plan = tiny ? Plan.tiny() : quick ? Plan.quick() : Plan.full();
    Path directory = Files.createTempDirectory("keyturn-bench-");
    Thread running = Thread.currentThread();
    Thread onSignal =
        new Thread(() -> {
          running.interrupt();
          try {
            running.join(4_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      Figures figures =
          new Bench(
                  plan,
                  only,
                  directory,
                  line ->
                      out.printf(
                          "%4d s  %s%n", (System.nanoTime() - started) / 1_000_000_000, line))
              .run();
      Report report = new Report(figures, plan, VERSION);
      out.println();
      out.print(report.table());
      if (json != null) {
        Files.writeString(json, report.json());
      }
      return 0;
    } finally {
      if (keep) {
        out.println("Logs: " + directory);
      } else {
        delete(directory);
      }
      try {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      } catch (IllegalStateException e) {
        // It is what runs now.
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
