package io.keyturn.settings.console;

import io.keyturn.contracts.api.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The API said no; a page shows why and what to do. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final Pattern DURATION =
      Pattern.compile("\\bP(?=[\\dT])(?:\\d+D)?(?:T(?:\\d+H)?(?:\\d+M)?(?:\\d+S)?)?\\b");

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
        .collect(Collectors.toMap(Problem.FieldError::field, Refused::inWords, (a, b) -> a));
  }

  /** Nobody types ISO 8601 into a form. */
  private static String inWords(Problem.FieldError error) {
    if (!error.code().equals("duration.invalid")) {
      return error.message();
    }
    return DURATION
        .matcher(error.message())
        .replaceAll(
            it -> it.group().equals("PT0S") ? "0" : Words.duration(Duration.parse(it.group())))
        .replace("an ISO-8601 duration ", "")
        .replaceAll(", for example .*", "");
  }
}
