package io.keyturn.sandbox.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything that was measured, by design and kind of load. */
final class Figures {

  private final double healthyShare;
  private final Map<String, List<Turn>> turns = new LinkedHashMap<>();
  private final Map<String, Double> peakMegabytes = new LinkedHashMap<>();
  private final List<JournalGrowth.Cost> journal = new ArrayList<>();
  private final List<LookupGrowth.Cost> lookups = new ArrayList<>();
  private final List<DueGrowth.Cost> dues = new ArrayList<>();
  private final List<Drain.Drained> drains = new ArrayList<>();

  /**
   * @param healthyShare of the events, while some organizations throttle
   */
  Figures(double healthyShare) {
    this.healthyShare = healthyShare;
  }

  void add(String name, Turn turn) {
    turns.computeIfAbsent(name, _ -> new ArrayList<>()).add(turn);
  }

  void peak(String design, double megabytes) {
    peakMegabytes.put(design, megabytes);
  }

  void add(JournalGrowth.Cost cost) {
    journal.add(cost);
  }

  void add(LookupGrowth.Cost cost) {
    lookups.add(cost);
  }

  void add(DueGrowth.Cost cost) {
    dues.add(cost);
  }

  void add(Drain.Drained drained) {
    drains.add(drained);
  }

  List<Drain.Drained> drains() {
    return drains;
  }

  List<DueGrowth.Cost> dues() {
    return dues;
  }

  Map<String, List<Turn>> turns() {
    return turns;
  }

  /** Those that were begun; fewer than planned where the time was up. */
  int rounds() {
    return turns.getOrDefault(Bench.WORKER, List.of()).size();
  }

  Map<String, Double> peakMegabytes() {
    return peakMegabytes;
  }

  List<JournalGrowth.Cost> journal() {
    return journal;
  }

  List<LookupGrowth.Cost> lookups() {
    return lookups;
  }

  Statistics of(String name, ToDoubleFunction<Turn> figure) {
    return Statistics.of(
        turns.getOrDefault(name, List.of()).stream().map(figure::applyAsDouble).toList());
  }

  /** The keys that outside checks read; a figure that was not measured has none. */
  Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    double worker = of(Bench.WORKER, Turn::perSecond).median();
    put(ratios, "fullWorkerOfLimit", of(Bench.WORKER, Turn::ofLimit).median(), 1);
    put(ratios, "fullWorkerOverPlainListener", worker, of(Bench.PLAIN, Turn::perSecond).median());
    put(
        ratios,
        "fullWorkerCpuOverParallelConsumer",
        of(Bench.WORKER, Turn::cpuPer1000).median(),
        of(Bench.PARALLEL, Turn::cpuPer1000).median());
    put(
        ratios,
        "healthyUnderThrottling",
        of(Bench.THROTTLED, Turn::perSecond).median(),
        worker * healthyShare);
    if (journal.size() == 2) {
      put(
          ratios,
          "recoveryPollGrowth",
          journal.get(1).claiming().median(),
          journal.get(0).claiming().median());
    }
    if (lookups.size() == 2) {
      // Of processor time: a wait would also tell how busy the machine was.
      put(
          ratios,
          "lookupGrowth",
          lookups.get(1).cpuMillisecondsOfBoth().median(),
          lookups.get(0).cpuMillisecondsOfBoth().median());
      put(
          ratios,
          "lookupGrowthOneAfterAnother",
          lookups.get(1).oneAfterAnother().median(),
          lookups.get(0).oneAfterAnother().median());
    }
    if (!drains.isEmpty()) {
      Drain.Drained drained = drains.getLast();
      put(ratios, "drainOverLeastTime", drained.seconds(), drained.leastSeconds());
    }
    if (dues.size() == 2) {
      put(
          ratios,
          "dueClaimGrowth",
          dues.get(1).perApplicationMilliseconds().median(),
          dues.get(0).perApplicationMilliseconds().median());
    }
    return ratios;
  }

  private static void put(Map<String, Double> ratios, String name, double value, double over) {
    if (value > 0 && over > 0) {
      ratios.put(name, value / over);
    }
  }
}
