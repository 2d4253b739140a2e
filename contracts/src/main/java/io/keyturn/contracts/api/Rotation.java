package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rotation as its output tells it.
 *
 * @param state {@code AWAITING_APPROVAL}, {@code REQUESTED}, {@code RUNNING}, or what it ended
 *     with: an outcome, or {@code REJECTED} where it did not begin
 * @param mode null when it was not asked for here
 * @param requestReason what the person who asked wrote; null when it was not asked for here
 * @param requestedBy the object id of who asked, or {@code schedule}; null when it was not asked
 *     for here
 * @param since when it was asked for, or when its first line was written
 * @param endedAt null while it runs
 * @param reason why it ended so: a stable constant; null while it runs and on success
 * @param message the last word to the owner; null while it runs
 * @param approvalUntil when it ends unless somebody has approved it; null when it needed no
 *     approval
 * @param decidedBy the object id of who approved or rejected it; null when nobody has
 */
public record Rotation(
    UUID rotationId,
    String tenantId,
    String applicationId,
    String state,
    @Nullable String mode,
    @Nullable String requestReason,
    @Nullable String requestedBy,
    Instant since,
    @Nullable Instant endedAt,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant approvalUntil,
    @Nullable String decidedBy) {}
