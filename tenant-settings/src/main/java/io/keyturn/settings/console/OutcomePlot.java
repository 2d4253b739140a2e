package io.keyturn.settings.console;

import io.keyturn.contracts.api.Overview.RotationsOfHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A plot of the rotations of the last 24 hours by outcome; a drawing 240 wide and 100 high. */
record OutcomePlot(List<Bar> bars, List<Count> counts, long total) {

  private static final int HOURS = 24;

  /** What states mean to somebody who looks for trouble. */
  enum Kind {
    WELL("Succeeded"),
    RUNNING("Running"),
    NOTHING("Nothing to do"),
    NO("Refused"),
    BAD("Failed");

    final String title;

    Kind(String title) {
      this.title = title;
    }

    static Kind of(String state) {
      return switch (state) {
        case "SUCCEEDED", "WARNING" -> WELL;
        case "REQUESTED", "RUNNING", "WAITING" -> RUNNING;
        case "SKIPPED", "SUPERSEDED" -> NOTHING;
        case "REFUSED" -> NO;
        default -> BAD;
      };
    }

    String css() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  record Bar(int x, double y, double height, String kind, String label) {}

  record Count(String kind, String title, long count) {}

  static OutcomePlot of(List<RotationsOfHour> hours, Instant now) {
    Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1));
    List<Map<Kind, Long>> columns = new ArrayList<>();
    for (int i = 0; i < HOURS; i++) {
      columns.add(new EnumMap<>(Kind.class));
    }
    Map<Kind, Long> sums = new EnumMap<>(Kind.class);
    for (RotationsOfHour hour : hours) {
      long column = Math.max(0, Duration.between(first, hour.from()).toHours());
      Kind kind = Kind.of(hour.state());
      columns.get((int) Math.min(HOURS - 1, column)).merge(kind, hour.count(), Long::sum);
      sums.merge(kind, hour.count(), Long::sum);
    }
    long most =
        Math.max(
            1,
            columns.stream()
                .mapToLong(it -> it.values().stream().mapToLong(Long::longValue).sum())
                .max()
                .orElse(1));
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < HOURS; i++) {
      double top = 100;
      for (Map.Entry<Kind, Long> part : columns.get(i).entrySet()) {
        double height = 96.0 * part.getValue() / most;
        top -= height;
        bars.add(
            new Bar(
                i * 10 + 1,
                top,
                Math.max(0.5, height - 1),
                part.getKey().css(),
                part.getValue() + " " + part.getKey().title.toLowerCase(java.util.Locale.ROOT)));
      }
    }
    List<Count> counts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      counts.add(new Count(kind.css(), kind.title, sums.getOrDefault(kind, 0L)));
    }
    return new OutcomePlot(bars, counts, sums.values().stream().mapToLong(Long::longValue).sum());
  }

  public String summary() {
    StringBuilder text = new StringBuilder(total + " rotations in the last 24 hours");
    for (Count count : counts) {
      if (count.count() > 0) {
        text.append(", ").append(count.count()).append(' ').append(count.title());
      }
    }
    return text.append('.').toString();
  }
}
