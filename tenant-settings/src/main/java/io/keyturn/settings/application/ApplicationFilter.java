package io.keyturn.settings.application;

import io.keyturn.settings.api.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Which applications of a list are wanted.
 *
 * @param search part of a name, in lower case; empty for any
 */
record ApplicationFilter(String search, Optional<State> state) {

  private static final int LONGEST_SEARCH = 200;

  enum State {
    ENABLED("and application.integration_enabled"),
    DISABLED("and not application.integration_enabled"),
    BOUND("and exists " + State.BINDING),
    UNBOUND("and not exists " + State.BINDING);

    private static final String BINDING =
        """
        (select 1 from binding b where b.tenant_id = application.tenant_id
          and b.application_id = application.application_id)
        """;

    final String condition;

    State(String condition) {
      this.condition = condition;
    }
  }

  /**
   * @throws ProblemException for a search or a state that cannot be
   */
  static ApplicationFilter of(@Nullable String search, @Nullable String state) {
    String wanted = search == null ? "" : search.strip().toLowerCase(Locale.ROOT);
    // PostgreSQL has no text with a zero character in it.
    if (wanted.length() > LONGEST_SEARCH || wanted.indexOf('\0') >= 0) {
      throw malformed("search must be at most " + LONGEST_SEARCH + " characters of a name.");
    }
    if (state == null) {
      return new ApplicationFilter(wanted, Optional.empty());
    }
    return Arrays.stream(State.values())
        .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(state))
        .findFirst()
        .map(known -> new ApplicationFilter(wanted, Optional.of(known)))
        .orElseThrow(() -> malformed("state must be enabled, disabled, bound or unbound."));
  }

  private static ProblemException malformed(String detail) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "parameter.invalid",
        detail,
        "Correct the parameter and ask again.");
  }
}
