package io.keyturn.settings.timing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.scheduling.support.CronExpression;

/** The times that a cron expression names in a time zone. */
public final class CronTimes {

  private static final Pattern DIGIT = Pattern.compile("\\d");
  private static final int FIELDS = 6;

  private final CronExpression expression;
  private final ZoneId zone;

  private CronTimes(CronExpression expression, ZoneId zone) {
    this.expression = expression;
    this.zone = zone;
  }

  /**
   * As settings hold it, which were checked when they were saved.
   *
   * @throws IllegalArgumentException for what nobody can have saved
   */
  public static CronTimes of(String expression, String zone) {
    return new CronTimes(
        expression(expression)
            .orElseThrow(() -> new IllegalArgumentException("no cron expression of ours")),
        zone(zone).orElseThrow(() -> new IllegalArgumentException("no time zone")));
  }

  /** Empty for what is none; days of the week must be names: grammars number them differently. */
  public static Optional<CronExpression> expression(String text) {
    String[] parts = text.split(" ");
    if (parts.length != FIELDS || DIGIT.matcher(parts[FIELDS - 1]).find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CronExpression.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The first of them behind that moment; empty when there is none any more. */
  public Optional<Instant> after(Instant moment) {
    return Optional.ofNullable(expression.next(ZonedDateTime.ofInstant(moment, zone)))
        .map(ZonedDateTime::toInstant);
  }
}
