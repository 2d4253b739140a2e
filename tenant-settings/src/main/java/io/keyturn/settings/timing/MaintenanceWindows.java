package io.keyturn.settings.timing;

import io.keyturn.contracts.api.MaintenanceWindow;
import io.keyturn.settings.api.FieldReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** When service connections may be changed: none of them is open, or one is. */
public final class MaintenanceWindows {

  private static final int MOST = 20;
  private static final Duration SHORTEST = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final String NONE = "[]";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<List<MaintenanceWindow>> LIST = new TypeReference<>() {};

  private MaintenanceWindows() {}

  /** Empty where the field is left out: then they stay what they are. Null removes all. */
  public static Optional<List<MaintenanceWindow>> read(FieldReader fields, Clock clock) {
    if (!fields.has("maintenanceWindows")) {
      return fields.mentions("maintenanceWindows") ? Optional.of(List.of()) : Optional.empty();
    }
    List<MaintenanceWindow> windows = new ArrayList<>();
    for (FieldReader window : fields.objects("maintenanceWindows", MOST)) {
      windows.add(window(window, clock));
    }
    return Optional.of(windows);
  }

  /** For the history. */
  public static String told(List<MaintenanceWindow> windows) {
    return windows.isEmpty()
        ? "none"
        : windows.stream()
            .map(it -> it.cron() + " for " + it.duration() + " in " + it.zone())
            .collect(Collectors.joining(", "));
  }

  private static MaintenanceWindow window(FieldReader fields, Clock clock) {
    String cron = fields.text("cron", 120).replaceAll("\\s+", " ");
    String zone = fields.text("zone", 60);
    Duration duration = Durations.read(fields, "duration", SHORTEST, LONGEST).orElse(Duration.ZERO);
    if (!zone.isEmpty() && CronTimes.zone(zone).isEmpty()) {
      fields.refuse("zone", "window.zone", "must be a time zone, for example Europe/Vienna");
    } else if (!cron.isEmpty() && !zone.isEmpty() && !opens(cron, zone, clock)) {
      fields.refuse(
          "cron",
          "window.cron",
          "must say when the window opens: a cron expression of six fields, seconds first and days of"
              + " the week by name, for example 0 0 22 * * FRI, that comes due at all");
    }
    return new MaintenanceWindow(cron, duration, zone);
  }

  private static boolean opens(String cron, String zone, Clock clock) {
    return CronTimes.expression(cron).isPresent()
        && CronTimes.of(cron, zone).after(clock.instant()).isPresent();
  }

  /** When the next one opens; empty when one is open now, or there are none. */
  public static Optional<Instant> closedUntil(List<MaintenanceWindow> windows, Instant now) {
    List<Instant> openings = new ArrayList<>();
    for (MaintenanceWindow window : windows) {
      // The first opening whose window has not closed by now.
      Optional<Instant> opens =
          CronTimes.of(window.cron(), window.zone()).after(now.minus(window.duration()));
      if (opens.filter(at -> !at.isAfter(now)).isPresent()) {
        return Optional.empty();
      }
      opens.ifPresent(openings::add);
    }
    return openings.stream().min(Instant::compareTo);
  }

  /** As a column of type jsonb holds them. */
  public static String column(List<MaintenanceWindow> windows) {
    return windows.isEmpty() ? NONE : JSON.writeValueAsString(windows);
  }

  public static List<MaintenanceWindow> of(String column) {
    return column.equals(NONE) ? List.of() : JSON.readValue(column, LIST);
  }
}
