package io.keyturn.contracts.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keyturn.contracts.outcome.Reason;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says of one step.
 *
 * @param target the service connection that would be written; null where the step is about none
 * @param parameter the one parameter of it that would change; null where nothing would
 * @param checks in the order they were made; those behind a failed one may not have been made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Planned(
    @Nullable Target target, @Nullable String parameter, @Nullable List<Check> checks) {

  public Planned {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }

  /**
   * Where exactly.
   *
   * @param type Azure DevOps' name of the connection's type; null where it could not be looked at
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Target(
      String organization,
      UUID projectId,
      String project,
      UUID connectionId,
      String connection,
      @Nullable String type) {}

  /**
   * One thing that was looked at.
   *
   * @param name a stable constant
   * @param reason why it failed or could not be found out; null where it passed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Check(String name, Verdict verdict, @Nullable Reason reason, String message) {}

  /** What a check found. */
  public enum Verdict {
    PASSED,
    FAILED,
    /** It could not be found out now. */
    UNKNOWN
  }
}
