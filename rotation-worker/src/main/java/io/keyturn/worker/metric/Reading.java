package io.keyturn.worker.metric;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What a sample has seen last; not a number while it is not known. */
final class Reading {

  private volatile double value = Double.NaN;

  Reading(MeterRegistry registry, String name, String description, String... tags) {
    Gauge.builder(name, this, reading -> reading.value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  void is(double seen) {
    value = seen;
  }

  void is(Duration seen) {
    value = seen.toMillis() / 1000.0;
  }

  void isUnknown() {
    value = Double.NaN;
  }
}
