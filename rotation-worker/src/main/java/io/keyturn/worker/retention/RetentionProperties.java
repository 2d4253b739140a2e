package io.keyturn.worker.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept for how long.
 *
 * @param rotations after its end a rotation is kept with its output for so long. Longer than Kafka
 *     keeps {@code rotation-events}: an event that is told again afterwards would be a new rotation
 * @param cron when it is looked for, with seconds, in UTC
 * @param batch rows that are removed in one transaction, at most
 * @param batches of each kind in one run, at most; the next run goes on
 */
@ConfigurationProperties("keyturn.retention")
public record RetentionProperties(
    @DefaultValue("90d") Duration rotations,
    @DefaultValue("0 17 * * * ?") String cron,
    @DefaultValue("500") int batch,
    @DefaultValue("400") int batches) {

  public RetentionProperties {
    if (rotations.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("keyturn.retention.rotations is a day at least");
    }
    if (batch < 1 || batches < 1) {
      throw new IllegalArgumentException("keyturn.retention.batch and .batches are 1 at least");
    }
  }
}
