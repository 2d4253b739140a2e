package io.keyturn.settings.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maintenance windows as the rows of a form, and back: a day and a time where that says it, else
 * the cron expression itself. There is always a row left to fill in.
 */
public final class Windows {

  private static final String EXPRESSION = "cron";
  private static final int MOST = 20;
  private static final List<String> PARTS =
      List.of("Day", "Time", "Cron", "Amount", "Unit", "Zone");
  private static final Pattern DAY_AND_TIME =
      Pattern.compile("0 (\\d{1,2}) (\\d{1,2}) (?:\\*|\\?) \\* (\\S+)");
  private static final Map<String, String> DAYS = days();

  private Windows() {}

  private static Map<String, String> days() {
    Map<String, String> days = new LinkedHashMap<>();
    days.put("*", "Every day");
    days.put("MON-FRI", "Monday to Friday");
    days.put("SAT,SUN", "Saturday and Sunday");
    days.put("MON", "Monday");
    days.put("TUE", "Tuesday");
    days.put("WED", "Wednesday");
    days.put("THU", "Thursday");
    days.put("FRI", "Friday");
    days.put("SAT", "Saturday");
    days.put("SUN", "Sunday");
    days.put(EXPRESSION, "Cron expression…");
    return days;
  }

  /** What can be chosen, and how it is called. */
  public static Map<String, String> choices() {
    return Collections.unmodifiableMap(DAYS);
  }

  /** The rows of a form: those filled in, and one more. */
  public static List<Integer> rows(Map<String, String> form) {
    return IntStream.range(0, Math.min(MOST, filled(form).size() + 1)).boxed().toList();
  }

  /** {@code Friday at 22:00}; an expression that is no day and time as it is. */
  public static String opens(String cron) {
    Matcher usual = DAY_AND_TIME.matcher(cron);
    return usual.matches() && DAYS.containsKey(usual.group(3))
        ? DAYS.get(usual.group(3)) + " at " + time(usual)
        : cron;
  }

  static void show(Map<String, String> form, JsonNode windows) {
    int row = 0;
    for (JsonNode window : windows) {
      String name = "window" + row++;
      String cron = window.path("cron").asString("");
      Matcher usual = DAY_AND_TIME.matcher(cron);
      boolean known = usual.matches() && DAYS.containsKey(usual.group(3));
      form.put(name + "Day", known ? usual.group(3) : EXPRESSION);
      form.put(name + "Time", known ? time(usual) : "");
      form.put(name + "Cron", cron);
      form.put(name + "Zone", window.path("zone").asString(""));
      Amounts.show(form, name, window.path("duration").asString(""));
    }
  }

  /** Without the rows that were left or made empty, so that complaints about rows fit. */
  static Map<String, String> closedUp(Map<String, String> form) {
    Map<String, String> closed = new HashMap<>(form);
    closed.keySet().removeIf(it -> it.matches("window\\d+[A-Z][a-z]+"));
    List<Integer> filled = filled(form);
    for (int row = 0; row < filled.size(); row++) {
      for (String part : PARTS) {
        String value = form.get("window" + filled.get(row) + part);
        if (value != null) {
          closed.put("window" + row + part, value);
        }
      }
    }
    return closed;
  }

  /**
   * @param form closed up
   */
  static void into(ObjectNode body, Map<String, String> form) {
    ArrayNode windows = body.putArray("maintenanceWindows");
    for (int row : filled(form)) {
      String name = "window" + row;
      windows
          .addObject()
          .put("cron", cron(form, name))
          .put("duration", Amounts.of(form, name))
          .put("zone", text(form, name + "Zone"));
    }
  }

  private static String cron(Map<String, String> form, String name) {
    String day = text(form, name + "Day");
    if (day.equals(EXPRESSION)) {
      return text(form, name + "Cron");
    }
    String[] time = text(form, name + "Time").split(":", 2);
    // An incomplete time is no expression; the API says so.
    return time.length == 2 ? "0 " + number(time[1]) + " " + number(time[0]) + " * * " + day : "";
  }

  private static String number(String digits) {
    return digits.matches("\\d{1,2}") ? String.valueOf(Integer.parseInt(digits)) : digits;
  }

  private static List<Integer> filled(Map<String, String> form) {
    List<Integer> filled = new ArrayList<>();
    for (int row = 0; row < MOST; row++) {
      if (!text(form, "window" + row + "Day").isEmpty()) {
        filled.add(row);
      }
    }
    return filled;
  }

  private static String time(Matcher usual) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d",
        Integer.parseInt(usual.group(2)),
        Integer.parseInt(usual.group(1)));
  }

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }
}
