package io.keyturn.settings.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a rotation's output as the API shows it.
 *
 * @param sequence counts from 1 within a rotation
 * @param binding the binding's id; null where the step is about the whole rotation
 * @param reason a stable constant; null where the step simply worked
 * @param durationMs milliseconds; null where nothing was called
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OutputLine(
    UUID rotationId,
    UUID tenantId,
    UUID applicationId,
    long sequence,
    Instant at,
    String step,
    @Nullable String binding,
    String outcome,
    @Nullable String reason,
    String message,
    @Nullable Long durationMs) {

  /** The last line of every rotation. */
  boolean concludes() {
    return step.equals("CONCLUDE");
  }
}
