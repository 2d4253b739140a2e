package io.keyturn.settings.api;

import io.keyturn.contracts.api.Page;
import java.util.List;
import java.util.function.Function;
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
    return limit(asked, USUAL, LONGEST);
  }

  /**
   * @throws ProblemException when it is not a number from 1 to the longest
   */
  public static int limit(@Nullable String asked, int usual, int longest) {
    if (asked == null) {
      return usual;
    }
    try {
      int limit = Integer.parseInt(asked);
      if (limit >= 1 && limit <= longest) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "limit.invalid",
        "limit must be a number from 1 to " + longest + ".",
        "Leave limit out, or send a smaller one and follow next.");
  }

  /**
   * The part of a short list that was asked for.
   *
   * @param key what {@code next} names an element by; the element may be gone by then, and the
   *     caller has to begin anew
   * @throws ProblemException for a limit or an {@code after} that cannot be
   */
  public static <T> Page<T> part(
      List<T> all, @Nullable String limit, @Nullable String after, Function<T, String> key) {
    int most = limit(limit);
    int from = after == null ? 0 : all.stream().map(key).toList().indexOf(after) + 1;
    if (after != null && from == 0) {
      throw unknownCursor();
    }
    int to = Math.min(all.size(), from + most);
    return new Page<>(all.subList(from, to), to == all.size() ? null : key.apply(all.get(to - 1)));
  }

  /** The first elements of a list that was read with one more than asked for. */
  public static <T> Page<T> first(List<T> found, int most, Function<T, String> key) {
    return found.size() <= most
        ? new Page<>(found, null)
        : new Page<>(found.subList(0, most), key.apply(found.get(most - 1)));
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
