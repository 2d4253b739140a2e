package io.keyturn.embedded.http;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to misbehave and for which requests.
 *
 * @param method the HTTP method, any when null
 * @param path a regular expression for the whole path, the site's prefix included and the query not
 * @param times how many requests it hits; until cleared when null
 */
public record Fault(@Nullable String method, String path, @Nullable Integer times, Effect effect) {

  /**
   * @throws NullPointerException when JSON had no path or no effect
   * @throws java.util.regex.PatternSyntaxException when the path is no regular expression
   * @throws IllegalArgumentException when it could never hit
   */
  public Fault {
    Objects.requireNonNull(effect, "effect");
    Pattern.compile(Objects.requireNonNull(path, "path"));
    if (times != null && times < 1) {
      throw new IllegalArgumentException("times must be at least 1, or absent for until cleared");
    }
  }

  /** Hits the next matching request and no other. */
  public static Fault once(String method, String path, Effect effect) {
    return new Fault(method, path, 1, effect);
  }

  /** Hits every matching request until cleared. */
  public static Fault always(String method, String path, Effect effect) {
    return new Fault(method, path, null, effect);
  }
}
