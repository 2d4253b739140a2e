package io.keyturn.settings.metric;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows by one label whose values are all known beforehand, so that there are never more series than
 * those. Not a number while it is not known.
 */
final class Counted {

  private final Map<String, Cell> cells = new LinkedHashMap<>();

  /**
   * @param tags further labels, names and values in turn
   */
  Counted(
      MeterRegistry registry,
      String name,
      String description,
      String label,
      Iterable<String> values,
      String... tags) {
    for (String value : values) {
      Cell cell = new Cell();
      cells.put(value, cell);
      Gauge.builder(name, cell, it -> it.count)
          .description(description)
          .tags(tags)
          .tag(label, value)
          .strongReference(true)
          .register(registry);
    }
  }

  /** Values that are not there count as none; ones that nobody knows are left out. */
  void are(Map<String, Long> counts) {
    cells.forEach((value, cell) -> cell.count = counts.getOrDefault(value, 0L));
  }

  void areUnknown() {
    cells.values().forEach(cell -> cell.count = Double.NaN);
  }

  private static final class Cell {
    private volatile double count = Double.NaN;
  }
}
