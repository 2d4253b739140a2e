package io.keyturn.worker.metric;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is watched, where {@code management.server.port} gives it a door.
 *
 * @param organizations so many organizations have figures of their own, in the order in which this
 *     process first called them; all others together are {@code other}
 * @param sample how often the journal, the limits and Kafka are looked at
 */
@ConfigurationProperties("keyturn.metrics")
record MetricsProperties(
    @DefaultValue("50") int organizations, @DefaultValue("15s") Duration sample) {

  MetricsProperties {
    if (organizations < 0) {
      throw new IllegalArgumentException("keyturn.metrics.organizations must not be negative");
    }
    if (sample.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("keyturn.metrics.sample must be at least 100ms");
    }
  }
}
