package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An application by when its secret expires.
 *
 * @param expiresAt null when it is not known
 * @param days whole days until then; negative when it is over; null when it is not known
 * @param automatic whether it is renewed without anybody asking
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpiringApplication(
    String applicationId,
    String name,
    Band band,
    @Nullable Instant expiresAt,
    @Nullable Long days,
    boolean automatic) {

  /** How soon. An application is in the first of these that fits. */
  public enum Band {
    EXPIRED,
    WITHIN_1_DAY,
    WITHIN_7_DAYS,
    WITHIN_30_DAYS,
    WITHIN_60_DAYS,
    LATER,
    UNKNOWN
  }
}
