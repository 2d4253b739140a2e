package io.keyturn.contracts.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rotation that somebody has to see to, with what stands in its way.
 *
 * @param applicationName null when the application is not known here any more
 * @param troubles what went wrong last, for the rotation as a whole and for each service
 *     connection, in the order it was told; at most three, and none where its conclusion says all
 */
public record Unresolved(
    Rotation rotation, @Nullable String applicationName, List<Trouble> troubles) {

  public Unresolved {
    troubles = List.copyOf(troubles);
  }

  /**
   * The last word of the rotation output about one service connection, or about the whole.
   *
   * @param connection {@code organization/project/name}; null for the whole rotation, and for a
   *     binding that is gone
   * @param reason as in {@link Rotation#reason()}
   * @param message what happened, and the next step
   */
  public record Trouble(
      String step,
      @Nullable String connection,
      String outcome,
      @Nullable String reason,
      String message) {}
}
