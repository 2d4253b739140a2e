package io.keyturn.contracts.outcome;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of one call or one step: go on, wait, or give up. A bug or a lost database is none of
 * these: it is an exception.
 *
 * @param <T> what a success carries; {@code Void} with a null value where there is nothing to carry
 */
public sealed interface Attempt<T extends @Nullable Object> {

  /** It worked. */
  record Succeeded<T extends @Nullable Object>(T value) implements Attempt<T> {}

  /**
   * It did not work now; the same call may work later.
   *
   * @param why a sentence for an administrator, without any secret
   * @param after how long the other side asked us to stay away; {@link Duration#ZERO} when it did
   *     not say and our own backoff decides
   */
  record RetryLater<T extends @Nullable Object>(Reason reason, String why, Duration after)
      implements Attempt<T> {}

  /**
   * It will not work until a person changes something.
   *
   * @param why a sentence for an administrator with the next step, without any secret
   */
  record Refused<T extends @Nullable Object>(Reason reason, String why) implements Attempt<T> {}

  static <T> Attempt<T> succeeded(T value) {
    return new Succeeded<>(value);
  }

  /** A success that carries nothing. */
  static Attempt<@Nullable Void> done() {
    return new Succeeded<@Nullable Void>(null);
  }

  static <T extends @Nullable Object> Attempt<T> retryLater(Reason reason, String why) {
    return new RetryLater<>(reason, why, Duration.ZERO);
  }

  static <T extends @Nullable Object> Attempt<T> refused(Reason reason, String why) {
    return new Refused<>(reason, why);
  }

  /** Goes on with the value of a success; anything else stays as it is. */
  default <R extends @Nullable Object> Attempt<R> then(
      Function<? super T, ? extends Attempt<R>> next) {
    return switch (this) {
      case Succeeded<T>(T value) -> next.apply(value);
      case RetryLater<T>(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Refused<T>(Reason reason, String why) -> new Refused<>(reason, why);
    };
  }

  /** Turns the value of a success into another; anything else stays as it is. */
  default <R extends @Nullable Object> Attempt<R> map(Function<? super T, ? extends R> change) {
    return then(value -> new Succeeded<R>(change.apply(value)));
  }
}
