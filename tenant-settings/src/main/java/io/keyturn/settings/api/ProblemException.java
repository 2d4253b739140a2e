package io.keyturn.settings.api;

import io.keyturn.contracts.api.Problem;
import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * A request that is answered with a problem, and with what to do about it. It has no stack trace:
 * it is an answer, not a bug.
 */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private ProblemException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  public static ProblemException of(HttpStatus status, String code, String detail, String remedy) {
    return of(status, code, detail, remedy, List.of());
  }

  public static ProblemException of(
      HttpStatus status,
      String code,
      String detail,
      String remedy,
      List<Problem.FieldError> errors) {
    return new ProblemException(
        new Problem(status.value(), status.getReasonPhrase(), code, detail, remedy, errors));
  }

  public Problem problem() {
    return problem;
  }
}
