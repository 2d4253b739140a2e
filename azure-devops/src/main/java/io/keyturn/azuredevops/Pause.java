package io.keyturn.azuredevops;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * How long an answer asks us to stay away; it may do so on any status, 200 too. Source:
 * azure-devops-docs, docs/integrate/concepts/rate-limits.md.
 */
final class Pause {

  /** Longer than any limit's window; a larger number is a mistake of somebody in between. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private Pause() {}

  /** {@link Duration#ZERO} when the answer asks for nothing. */
  static Duration askedBy(Answer answer, Clock clock) {
    Optional<Duration> asked =
        answer
            .header("Retry-After")
            .flatMap(value -> retryAfter(value, clock))
            .or(() ->
                answer
                    .header("X-RateLimit-Remaining")
                    .filter("0"::equals)
                    .flatMap(none -> answer.header("X-RateLimit-Reset"))
                    .flatMap(Pause::number)
                    .map(epoch -> until(Instant.ofEpochMilli((long) (epoch * 1000)), clock)))
            .or(() -> answer.header("X-RateLimit-Delay").flatMap(Pause::seconds));
    return asked.filter(Duration::isPositive).map(Pause::bounded).orElse(Duration.ZERO);
  }

  /** Seconds or an HTTP date. */
  static Optional<Duration> retryAfter(String value, Clock clock) {
    return seconds(value)
        .or(() -> {
          try {
            return Optional.of(
                until(
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
                    clock));
          } catch (DateTimeException neitherForm) {
            return Optional.empty();
          }
        });
  }

  private static Optional<Duration> seconds(String value) {
    return number(value).map(seconds -> Duration.ofMillis((long) (seconds * 1000)));
  }

  /** Whole or with decimals; nothing negative, infinite or out of range. */
  private static Optional<Double> number(String value) {
    return value.matches("\\d{1,12}(?:\\.\\d{1,9})?")
        ? Optional.of(Double.valueOf(value))
        : Optional.empty();
  }

  private static Duration until(Instant then, Clock clock) {
    return Duration.between(clock.instant(), then);
  }

  private static Duration bounded(Duration asked) {
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
