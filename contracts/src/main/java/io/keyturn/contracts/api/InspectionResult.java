package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a worker found: {@code POST /api/v1/worker/inspections}, several at once. Telling it twice
 * is the same as once; an older look never replaces a newer one.
 *
 * @param lookedAt when it looked, not when it tells; the other fields as in {@link Inspection}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InspectionResult(
    String tenantId,
    UUID bindingId,
    InspectionState state,
    @Nullable String reason,
    String message,
    @Nullable String remedy,
    Instant lookedAt,
    @Nullable String changedBy,
    @Nullable Instant changedAt,
    @Nullable String keyId,
    @Nullable Instant secretExpiresAt) {

  public InspectionResult {
    Objects.requireNonNull(tenantId, "tenantId");
    Objects.requireNonNull(bindingId, "bindingId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(lookedAt, "lookedAt");
  }
}
