package io.keyturn.contracts.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of deleting one connector (S-29, S-30).
 *
 * @param code why it was not deleted: {@code connector.unknown} or {@code connector.in-use}
 * @param message a sentence for an administrator; says what happens to the bindings
 * @param bindings those that depend on the connector, at most a hundred
 */
public record ConnectorDeletion(
    String name,
    boolean deleted,
    @Nullable String code,
    String message,
    List<Problem.FieldError> bindings) {

  public ConnectorDeletion {
    bindings = List.copyOf(bindings);
  }

  /** A result for each name that was asked for, in that order. */
  public record Results(List<ConnectorDeletion> results) {
    public Results {
      results = List.copyOf(results);
    }
  }
}
