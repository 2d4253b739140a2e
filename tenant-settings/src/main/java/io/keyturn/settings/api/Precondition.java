package io.keyturn.settings.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * On which state of things a change was meant: the request's {@code If-Match} and {@code
 * If-None-Match}. A controller takes it as a parameter and has it checked in the transaction of the
 * change, behind the lock: what is checked earlier may have changed since.
 */
public final class Precondition {

  /** For a request that is about nothing that exists. */
  public static final Precondition NONE = new Precondition(null, null);

  private static final String ANY = "*";

  private final @Nullable Set<String> match;
  private final @Nullable Set<String> noneMatch;

  Precondition(@Nullable Set<String> match, @Nullable Set<String> noneMatch) {
    this.match = match;
    this.noneMatch = noneMatch;
  }

  /**
   * Where the caller named no state, the one that was read when the request began: a change that
   * came in between is not undone unseen.
   */
  public Precondition orElse(Object current) {
    return match != null ? this : new Precondition(Set.of(EntityTag.of(current)), noneMatch);
  }

  /**
   * @param current what a GET would answer now; empty where there is nothing
   * @throws ProblemException {@code edit.outdated} or {@code edit.exists}
   */
  public void check(Optional<?> current) {
    if (match != null && !includes(match, current)) {
      throw ProblemException.of(
          HttpStatus.PRECONDITION_FAILED,
          "edit.outdated",
          "This was changed or deleted since you read it. Nothing was stored.",
          "Read it again, make your change to what is there now, and send the new ETag in"
              + " If-Match.");
    }
    if (noneMatch != null && includes(noneMatch, current)) {
      throw ProblemException.of(
          HttpStatus.PRECONDITION_FAILED,
          "edit.exists",
          "This exists already. Nothing was stored.",
          "Leave If-None-Match out to change what exists.");
    }
  }

  private static boolean includes(Set<String> tags, Optional<?> current) {
    return current.isPresent()
        && (tags.contains(ANY) || tags.contains(EntityTag.of(current.get())));
  }
}
