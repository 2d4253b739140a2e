package io.keyturn.settings.console;

import io.keyturn.contracts.api.Problem;
import java.util.Map;
import java.util.stream.Collectors;

/** The API said no; a page shows why and what to do. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refused(Problem problem) {
    super(problem.code());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }

  /** The first complaint about each field. */
  Map<String, String> ofFields() {
    return problem.errors().stream()
        .collect(
            Collectors.toMap(Problem.FieldError::field, Problem.FieldError::message, (a, b) -> a));
  }
}
