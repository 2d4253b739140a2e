package io.keyturn.sandbox.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The figures as one table for people and one document for programs. */
final class Report {

  private static final String LINE = "| %-48s | %20s | %7s | %16s | %12s | %12s | %11s | %8s |%n";

  private final Figures figures;
  private final Plan plan;
  private final String version;

  /**
   * @param version of the product
   */
  Report(Figures figures, Plan plan, String version) {
    this.figures = figures;
    this.plan = plan;
    this.version = version;
  }

  /** Medians, least and most beside the rate. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        LINE.formatted(
            "design",
            "events/s",
            "limit",
            "of limit",
            "p50/p99 ms",
            "CPU s/1,000",
            "broker, DB",
            "peak MB"));
    table.append("|---|---|---|---|---|---|---|---|\n");
    figures.turns().keySet().forEach(name -> table.append(row(name)));
    table.append('\n');
    figures.ratios().forEach((name, value) -> table.append("%-36s %.3f%n".formatted(name, value)));
    figures
        .journal()
        .forEach(cost ->
            table.append(
                "recovery poll at %,d finished rotations: %s ms; idle %s ms%n"
                    .formatted(
                        cost.finishedRotations(), cost.claiming().text(2), cost.idle().text(2))));
    figures.lookups().forEach(cost -> table.append(cost.text()));
    figures.dues().forEach(cost -> table.append(cost.text()));
    figures.drains().forEach(drained -> table.append(drained.text()));
    table.append(
        "full worker: %.1f calls with latency and %.1f transactions per rotation%n"
            .formatted(
                figures.of(Bench.WORKER, Turn::callsPerEvent).median(),
                figures.of(Bench.WORKER, Turn::transactionsPerEvent).median()));
    table.append(
        "duplicates %d, order violations %d, calls before an announced Retry-After %d, not done %d%n"
            .formatted(
                sum(Turn::duplicates),
                sum(Turn::outOfOrder),
                sum(Turn::early),
                sum(Turn::notDone)));
    table.append(
        "Each median of %d rounds (least to most), taking turns; %d ms per call over TLS, %d in"
            .formatted(figures.rounds(), plan.latency().toMillis(), plan.inFlight()));
    table.append(
        " flight, %d processors, %s for each design.\n"
            .formatted(Runtime.getRuntime().availableProcessors(), String.join(" ", Bench.JVM)));
    return table.toString();
  }

  String json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("product", "keyturn " + version);
    document.put("machine", machine());
    document.put("plan", plan);
    document.put("ratios", figures.ratios());
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("duplicates", sum(Turn::duplicates));
    totals.put("orderViolations", sum(Turn::outOfOrder));
    totals.put("callsBeforeRetryAfter", sum(Turn::early));
    totals.put("notDone", sum(Turn::notDone));
    document.put("totals", totals);
    document.put("peakResidentMegabytes", figures.peakMegabytes());
    document.put("turns", figures.turns());
    document.put("recoveryPoll", figures.journal());
    document.put("lookup", figures.lookups());
    document.put("dueClaim", figures.dues());
    document.put("drain", figures.drains());
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(document);
  }

  private String row(String name) {
    Double peak = figures.peakMegabytes().get(name);
    return LINE.formatted(
        name,
        figures.of(name, Turn::perSecond).text(0),
        "%.0f".formatted(figures.of(name, Turn::limitPerSecond).median()),
        figures.of(name, Turn::ofLimit).text(2),
        // A backlog waits by its nature; only a steady load says something about latency.
        name.endsWith(Bench.STEADY)
            ? "%.0f / %.0f"
                .formatted(
                    figures.of(name, Turn::p50Milliseconds).median(),
                    figures.of(name, Turn::p99Milliseconds).median())
            : "",
        "%.2f".formatted(figures.of(name, Turn::cpuPer1000).median()),
        "%.2f, %.2f"
            .formatted(
                figures.of(name, Turn::brokerCpuPer1000).median(),
                figures.of(name, Turn::databaseCpuPer1000).median()),
        peak == null ? "" : "%.0f".formatted(peak));
  }

  private long sum(java.util.function.ToLongFunction<Turn> figure) {
    List<Turn> all = new ArrayList<>();
    figures.turns().values().forEach(all::addAll);
    return all.stream().mapToLong(figure).sum();
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("memoryMegabytes", memoryMegabytes());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("java", Runtime.version().toString());
    return machine;
  }

  private static long memoryMegabytes() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() / (1024 * 1024)
        : 0;
  }
}
