package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.UUID;

/**
 * One application's secret lives in one service connection of one project.
 *
 * @param projectName the id again where no name was given
 * @param connectionName the id again where no name was given
 * @param createdBy the object id of who made it
 */
public record Binding(
    UUID id,
    String organization,
    UUID projectId,
    String projectName,
    UUID connectionId,
    String connectionName,
    Instant createdAt,
    String createdBy) {}
