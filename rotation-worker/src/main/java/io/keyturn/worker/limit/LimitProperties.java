package io.keyturn.worker.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of one identity in one organization.
 *
 * @param start calls at once before anything is known of the organization
 * @param most calls at once, however well it goes
 * @param patience how long a call waits for a free place before its rotation gives its own place
 *     back; bounded by a second, because the rotation holds that place meanwhile
 * @param sitOut the longest pause that one rotation per organization sits out where it is (see
 *     {@link Limit}); zero for none
 */
@ConfigurationProperties("keyturn.limit")
public record LimitProperties(
    @DefaultValue("50") int start,
    @DefaultValue("500") int most,
    @DefaultValue("250ms") Duration patience,
    @DefaultValue("30s") Duration sitOut) {

  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(1);

  public LimitProperties {
    if (start < 1 || most < start) {
      throw new IllegalArgumentException(
          "keyturn.limit.start must be at least 1 and at most keyturn.limit.most");
    }
    if (patience.isNegative() || patience.compareTo(LONGEST_PATIENCE) > 0) {
      throw new IllegalArgumentException("keyturn.limit.patience must be between 0s and 1s");
    }
    if (sitOut.isNegative()) {
      throw new IllegalArgumentException("keyturn.limit.sit-out must not be negative");
    }
  }
}
