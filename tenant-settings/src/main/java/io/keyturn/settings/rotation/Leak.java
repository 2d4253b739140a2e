package io.keyturn.settings.rotation;

import io.keyturn.settings.api.FieldReader;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * That the old secret has leaked.
 *
 * @param retireBy when it has to be gone even where a connection still holds it; empty where only
 *     every connection's being verified ends it
 */
record Leak(Optional<Instant> retireBy) {

  /** The worker does not give up before; so it must not be for ever. */
  private static final Duration LATEST = Duration.ofDays(7);

  /** Empty when the request is not about a leak. */
  static Optional<Leak> read(FieldReader fields, Clock clock) {
    boolean emergency = fields.flag("emergency", false);
    if (!emergency && fields.has("retireBy")) {
      fields.refuse("retireBy", "rotation.retire-by", "counts only with emergency true");
    }
    Optional<Instant> retireBy =
        fields.optionalText("retireBy", 64).flatMap(text -> instant(fields, text, clock.instant()));
    return emergency ? Optional.of(new Leak(retireBy)) : Optional.empty();
  }

  private static Optional<Instant> instant(FieldReader fields, String text, Instant now) {
    try {
      Instant at =
          (text.startsWith("P") || text.startsWith("p")
                  ? now.plus(Duration.parse(text))
                  : OffsetDateTime.parse(text).toInstant())
              .truncatedTo(ChronoUnit.MICROS);
      if (at.isBefore(now) || at.isAfter(now.plus(LATEST))) {
        fields.refuse("retireBy", "rotation.retire-by", "must be from now to seven days from now");
        return Optional.empty();
      }
      return Optional.of(at);
    } catch (DateTimeException | ArithmeticException e) {
      fields.refuse(
          "retireBy",
          "rotation.retire-by",
          "must be a time as in 2026-11-21T09:00:00Z, or a duration as in PT30M");
      return Optional.empty();
    }
  }
}
