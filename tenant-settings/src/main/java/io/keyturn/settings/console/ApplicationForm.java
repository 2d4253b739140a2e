package io.keyturn.settings.console;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An application's secret settings as the fields of a form, and back. What the form does not show
 * stays as the API answered it.
 */
final class ApplicationForm {

  private ApplicationForm() {}

  static Map<String, String> blank() {
    return Map.of("overlapAmount", "24", "overlapUnit", "H", "schedule", "", "enabled", "on");
  }

  static Map<String, String> of(JsonNode application, @Nullable String tag) {
    Map<String, String> form = new HashMap<>();
    form.put("tag", tag == null ? "" : tag);
    form.put("name", application.path("name").asString(""));
    if (application.path("integrationEnabled").asBoolean(false)) {
      form.put("enabled", "on");
    }
    form.put("vaultUrl", application.at("/secret/vaultUrl").asString(""));
    form.put("secretName", application.at("/secret/name").asString(""));
    form.put(
        "owners",
        StreamSupport.stream(application.path("owners").spliterator(), false)
            .map(JsonNode::asString)
            .collect(Collectors.joining("\n")));
    amount(form, "overlap", application.path("overlap").asString(""));
    JsonNode schedule = application.path("schedule");
    form.put("schedule", schedule.path("kind").asString(""));
    amount(form, "every", schedule.path("every").asString("P90D"));
    form.put("expression", schedule.path("expression").asString("0 0 3 1 * *"));
    form.put("zone", schedule.path("zone").asString("UTC"));
    form.put("days", schedule.path("days").asString("30"));
    return form;
  }

  /**
   * @param into the application as it is, or an empty object for a new one
   * @param administrator else where the secret is and who owns it stays as it is
   */
  static ObjectNode body(ObjectNode into, Map<String, String> form, boolean administrator) {
    into.put("name", text(form, "name"));
    into.put("integrationEnabled", form.containsKey("enabled"));
    if (administrator) {
      into.putObject("secret")
          .put("vaultUrl", text(form, "vaultUrl"))
          .put("name", text(form, "secretName"));
      var owners = into.putArray("owners");
      Arrays.stream(text(form, "owners").split("[\\s,;]+"))
          .filter(it -> !it.isEmpty())
          .forEach(owners::add);
    }
    into.put("overlap", duration(form, "overlap"));
    schedule(into, form);
    return into;
  }

  private static void schedule(ObjectNode into, Map<String, String> form) {
    String kind = text(form, "schedule");
    switch (kind) {
      case "" -> into.remove("schedule");
      case "interval" ->
          into.putObject("schedule").put("kind", kind).put("every", duration(form, "every"));
      case "cron" ->
          into.putObject("schedule")
              .put("kind", kind)
              .put("expression", text(form, "expression"))
              .put("zone", text(form, "zone"));
      case "beforeExpiry" -> {
        ObjectNode schedule = into.putObject("schedule").put("kind", kind);
        String days = text(form, "days");
        if (days.matches("\\d{1,4}")) {
          schedule.put("days", Integer.parseInt(days));
        } else {
          schedule.put("days", days); // the API says what is wrong with it
        }
      }
      default -> into.putObject("schedule").put("kind", kind);
    }
  }

  /** Whole days where it is whole days, else hours, else minutes. */
  private static void amount(Map<String, String> form, String name, String iso) {
    Duration duration;
    try {
      duration = Duration.parse(iso);
    } catch (DateTimeParseException e) {
      duration = Duration.ofDays(1);
    }
    boolean days = duration.toHours() >= 48 && duration.equals(Duration.ofDays(duration.toDays()));
    boolean hours = duration.equals(Duration.ofHours(duration.toHours()));
    form.put(name + "Unit", days ? "D" : hours ? "H" : "M");
    form.put(
        name + "Amount",
        String.valueOf(
            days ? duration.toDays() : hours ? duration.toHours() : duration.toMinutes()));
  }

  private static String duration(Map<String, String> form, String name) {
    String amount = text(form, name + "Amount");
    return switch (text(form, name + "Unit")) {
      case "D" -> "P" + amount + "D";
      case "M" -> "PT" + amount + "M";
      default -> "PT" + amount + "H";
    };
  }

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }
}
