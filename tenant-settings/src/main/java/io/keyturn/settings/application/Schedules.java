package io.keyturn.settings.application;

import io.keyturn.contracts.api.Schedule;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.timing.CronTimes;
import io.keyturn.settings.timing.Durations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** Reads schedules and overlaps, and refuses those that nobody can mean. */
public final class Schedules {

  static final Duration USUAL_OVERLAP = Duration.ofDays(1);

  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);
  private static final Duration SHORTEST_INTERVAL = Duration.ofHours(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(731);
  private static final int MOST_DAYS_BEFORE_EXPIRY = 365;
  private static final int RUNS_LOOKED_AT = 100;

  private Schedules() {}

  static Duration overlap(FieldReader fields) {
    return fields.has("overlap")
        ? Durations.read(fields, "overlap", Duration.ZERO, LONGEST_OVERLAP).orElse(USUAL_OVERLAP)
        : USUAL_OVERLAP;
  }

  static @Nullable Schedule schedule(FieldReader fields, Clock clock) {
    return fields.optionalObject("schedule").map(it -> read(it, clock)).orElse(null);
  }

  private static @Nullable Schedule read(FieldReader fields, Clock clock) {
    return switch (fields.text("kind", 40)) {
      case "interval" ->
          Durations.read(fields, "every", SHORTEST_INTERVAL, LONGEST_INTERVAL)
              .map(Schedule.Interval::new)
              .orElse(null);
      case "cron" -> cron(fields, clock);
      case "beforeExpiry" ->
          new Schedule.BeforeExpiry(fields.number("days", 1, MOST_DAYS_BEFORE_EXPIRY));
      case "" -> null; // refused by its own rule already
      default -> {
        fields.refuse("kind", "schedule.kind", "must be interval, cron or beforeExpiry");
        yield null;
      }
    };
  }

  private static @Nullable Schedule cron(FieldReader fields, Clock clock) {
    String expression = fields.text("expression", 120).replaceAll("\\s+", " ");
    String zone = fields.text("zone", 60);
    if (expression.isEmpty() || zone.isEmpty()) {
      return null;
    }
    Optional<ZoneId> place = CronTimes.zone(zone);
    if (place.isEmpty()) {
      fields.refuse("zone", "schedule.zone", "must be a time zone, for example Europe/Vienna");
      return null;
    }
    Optional<CronExpression> parsed = CronTimes.expression(expression);
    if (parsed.isEmpty()) {
      fields.refuse(
          "expression",
          "schedule.cron",
          "must be a cron expression of six fields, seconds first and days of the week by name, for"
              + " example 0 0 3 * * SUN");
    } else if (!isSeldomEnough(parsed.get(), ZonedDateTime.now(clock.withZone(place.get())))) {
      fields.refuse(
          "expression",
          "schedule.often",
          "must come due again and again, and not more often than once an hour");
    }
    return new Schedule.Cron(expression, zone);
  }

  private static boolean isSeldomEnough(CronExpression cron, ZonedDateTime from) {
    ZonedDateTime last = cron.next(from);
    for (int i = 0; i < RUNS_LOOKED_AT && last != null; i++) {
      ZonedDateTime next = cron.next(last);
      if (next == null || Duration.between(last, next).compareTo(SHORTEST_INTERVAL) < 0) {
        return false;
      }
      last = next;
    }
    return last != null;
  }

  /** For the history. */
  static String told(@Nullable Schedule schedule) {
    return switch (schedule) {
      case null -> "none";
      case Schedule.Interval(Duration every) -> "every " + every;
      case Schedule.Cron(String expression, String zone) -> expression + " in " + zone;
      case Schedule.BeforeExpiry(int days) -> days + " days before expiry";
    };
  }

  /** The three columns of a schedule. */
  record Columns(@Nullable String kind, @Nullable String value, @Nullable String zone) {

    static Columns of(@Nullable Schedule schedule) {
      return switch (schedule) {
        case null -> new Columns(null, null, null);
        case Schedule.Interval(Duration every) -> new Columns("interval", every.toString(), null);
        case Schedule.Cron(String expression, String zone) -> new Columns("cron", expression, zone);
        case Schedule.BeforeExpiry(int days) ->
            new Columns("beforeExpiry", String.valueOf(days), null);
      };
    }
  }

  /** From the columns {@code schedule_*}; null where there is none. */
  public static @Nullable Schedule of(ResultSet row) throws SQLException {
    String kind = row.getString("schedule_kind");
    String value = row.getString("schedule_value");
    String zone = row.getString("schedule_zone");
    if (kind == null || value == null) {
      return null;
    }
    return switch (kind) {
      case "interval" -> new Schedule.Interval(Duration.parse(value));
      case "cron" -> new Schedule.Cron(value, zone == null ? "UTC" : zone);
      case "beforeExpiry" -> new Schedule.BeforeExpiry(Integer.parseInt(value));
      default -> throw new SQLException("a schedule of an unknown kind");
    };
  }
}
