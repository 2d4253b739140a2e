package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rotation as its output tells it.
 *
 * @param state {@code REQUESTED}, {@code RUNNING}, or the outcome it ended with
 * @param mode null when it was not asked for here
 * @param requestReason what the person who asked wrote; null when it was not asked for here
 * @param requestedBy the object id of who asked; null when it was not asked for here
 * @param since when it was asked for, or when its first line was written
 * @param endedAt null while it runs
 * @param reason why it ended so: a stable constant; null while it runs and on success
 * @param message the last word to the owner; null while it runs
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
    @Nullable String message) {}
