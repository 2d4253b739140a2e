package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One application's secret lives in one service connection of one project.
 *
 * @param projectName as Azure DevOps called it when it was bound
 * @param connectionName as Azure DevOps called it when it was bound
 * @param registry the docker registry that was bound: the secret goes there and nowhere else; null
 *     for other kinds
 * @param createdBy the object id of who made it
 * @param state what stands in its way in our settings; null in the answer to its creation
 * @param inspection what the last look at the connection found; null before the first one
 */
public record Binding(
    UUID id,
    String organization,
    UUID projectId,
    String projectName,
    UUID connectionId,
    String connectionName,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String registry,
    Instant createdAt,
    String createdBy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BindingState state,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Inspection inspection) {

  /** Not looked at yet. */
  public Binding(
      UUID id,
      String organization,
      UUID projectId,
      String projectName,
      UUID connectionId,
      String connectionName,
      @Nullable String registry,
      Instant createdAt,
      String createdBy,
      @Nullable BindingState state) {
    this(
        id,
        organization,
        projectId,
        projectName,
        connectionId,
        connectionName,
        registry,
        createdAt,
        createdBy,
        state,
        null);
  }
}
