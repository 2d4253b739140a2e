package io.keyturn.settings.timing;

import io.keyturn.settings.api.FieldReader;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads durations as ISO 8601 writes them. */
public final class Durations {

  private Durations() {}

  /** Of whole seconds and within the bounds; refused and empty where it is not. */
  public static Optional<Duration> read(
      FieldReader fields, String field, Duration least, Duration most) {
    String text = fields.text(field, 40);
    if (text.isEmpty()) {
      return Optional.empty(); // refused by its own rule already
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(least) >= 0
          && duration.compareTo(most) <= 0
          && duration.getNano() == 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // Answered below, like one out of range.
    }
    fields.refuse(
        field,
        "duration.invalid",
        "must be an ISO-8601 duration from " + least + " to " + most + ", for example PT24H");
    return Optional.empty();
  }
}
