package io.keyturn.settings.metric;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is watched, where {@code management.server.port} gives it a door.
 *
 * @param sample how often what tenants have set up is counted
 */
@ConfigurationProperties("keyturn.metrics")
record MetricsProperties(@DefaultValue("60s") Duration sample) {

  MetricsProperties {
    if (sample.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("keyturn.metrics.sample must be at least 100ms");
    }
  }
}
