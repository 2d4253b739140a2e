package io.keyturn.settings.api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** How long a part of a list is. */
public final class Paging {

  private static final int USUAL = 50;
  private static final int LONGEST = 200;

  private Paging() {}

  /**
   * @throws ProblemException when it is not a number from 1 to 200
   */
  public static int limit(@Nullable String asked) {
    if (asked == null) {
      return USUAL;
    }
    try {
      int limit = Integer.parseInt(asked);
      if (limit >= 1 && limit <= LONGEST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "limit.invalid",
        "limit must be a number from 1 to " + LONGEST + ".",
        null);
  }

  /** For an {@code after} that this API never gave out. */
  public static ProblemException unknownCursor() {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "after.invalid",
        "after is not a value that this list gave as next.",
        "Leave after out to begin with the first part.");
  }
}
