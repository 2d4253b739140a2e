package io.keyturn.settings.console;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** A duration as a number and a unit of a form, and back. */
final class Amounts {

  private Amounts() {}

  /** Whole days where it is whole days, else hours, else minutes, else seconds. */
  static void show(Map<String, String> form, String name, String iso) {
    Duration duration;
    try {
      duration = Duration.parse(iso);
    } catch (DateTimeParseException e) {
      duration = Duration.ofDays(1);
    }
    boolean days = duration.toHours() >= 48 && duration.equals(Duration.ofDays(duration.toDays()));
    boolean hours = duration.equals(Duration.ofHours(duration.toHours()));
    boolean minutes = duration.equals(Duration.ofMinutes(duration.toMinutes()));
    form.put(name + "Unit", days ? "D" : hours ? "H" : minutes ? "M" : "S");
    form.put(
        name + "Amount",
        String.valueOf(
            days
                ? duration.toDays()
                : hours
                    ? duration.toHours()
                    : minutes ? duration.toMinutes() : duration.toSeconds()));
  }

  /** As the API takes it; what was typed is judged there. */
  static String of(Map<String, String> form, String name) {
    String amount = form.getOrDefault(name + "Amount", "").strip();
    return switch (form.getOrDefault(name + "Unit", "").strip()) {
      case "D" -> "P" + amount + "D";
      case "M" -> "PT" + amount + "M";
      case "S" -> "PT" + amount + "S";
      default -> "PT" + amount + "H";
    };
  }
}
