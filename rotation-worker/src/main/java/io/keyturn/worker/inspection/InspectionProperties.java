package io.keyturn.worker.inspection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the worker looks at service connections. How often each is due is tenant-settings' to say.
 *
 * @param cron when it asks what is due, with seconds, in UTC
 * @param batch bindings claimed at once, at most
 * @param parallel applications looked at at once; few, because rotations come first
 * @param budget after so long a run claims no more: the next one may be another worker's
 * @param settling how long after a secret was carried a sign-in that fails may be Entra's
 *     propagation and nobody's fault
 */
@ConfigurationProperties("keyturn.inspection")
public record InspectionProperties(
    @DefaultValue("*/10 * * * * ?") String cron,
    @DefaultValue("40") int batch,
    @DefaultValue("4") int parallel,
    @DefaultValue("50s") Duration budget,
    @DefaultValue("1h") Duration settling) {

  public InspectionProperties {
    if (batch < 1 || batch > 500 || parallel < 1) {
      throw new IllegalArgumentException(
          "keyturn.inspection.batch is from 1 to 500 and .parallel at least 1");
    }
  }
}
