package io.keyturn.settings.inspection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often bindings are looked at.
 *
 * @param interval from one look at a binding to the next, give or take a tenth
 * @param claim how long a worker may take for what it has claimed; then it is due again
 */
@ConfigurationProperties("keyturn.inspection")
record InspectionProperties(
    @DefaultValue("24h") Duration interval, @DefaultValue("15m") Duration claim) {

  InspectionProperties {
    if (interval.compareTo(Duration.ofMinutes(1)) < 0 || claim.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "keyturn.inspection.interval is a minute at least and not shorter than .claim");
    }
  }
}
