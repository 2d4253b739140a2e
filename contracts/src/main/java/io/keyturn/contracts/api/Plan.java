package io.keyturn.contracts.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation would do: {@code GET /api/v1/tenants/{tenantId}/rotations/{rotationId}/plan}.
 * Constants are texts, because a worker may be newer than who reads them.
 *
 * @param state {@code REQUESTED}, {@code RUNNING} or {@code PLANNED}; before the last the rest is
 *     not complete
 * @param planOf {@code renew} or {@code propagate}
 * @param reason why not all of it would be done: a stable constant; null where it would
 * @param message the plan in a sentence; null while it is being made
 * @param targets the service connections, in the order they were looked at
 * @param steps what concerns no connection by itself
 */
public record Plan(
    UUID rotationId,
    String tenantId,
    String applicationId,
    String state,
    String planOf,
    @Nullable String reason,
    @Nullable String message,
    List<Target> targets,
    List<Step> steps) {

  public Plan {
    targets = List.copyOf(targets);
    steps = List.copyOf(steps);
  }

  /**
   * One service connection.
   *
   * @param type null where it could not be looked at
   * @param parameter the one that would change; null where nothing would
   * @param outcome {@code PLANNED}, {@code REFUSED}, or {@code WARNING} where it could not be found
   *     out
   */
  public record Target(
      String binding,
      String organization,
      String projectId,
      String project,
      String connectionId,
      String connection,
      @Nullable String type,
      @Nullable String parameter,
      String outcome,
      @Nullable String reason,
      String message,
      List<Check> checks) {

    public Target {
      checks = List.copyOf(checks);
    }
  }

  /** One step that concerns no connection by itself. */
  public record Step(
      String step, String outcome, @Nullable String reason, String message, List<Check> checks) {

    public Step {
      checks = List.copyOf(checks);
    }
  }

  /**
   * @param verdict {@code PASSED}, {@code FAILED} or {@code UNKNOWN}
   */
  public record Check(String name, String verdict, @Nullable String reason, String message) {}
}
