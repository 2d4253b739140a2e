package io.keyturn.settings.console;

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
    return Map.of(
        "overlapAmount",
        "24",
        "overlapUnit",
        "H",
        "schedule",
        "",
        "enabled",
        "on",
        "automatic",
        "on",
        "validityAmount",
        "180",
        "validityUnit",
        "D");
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
    Amounts.show(form, "overlap", application.path("overlap").asString(""));
    JsonNode schedule = application.path("schedule");
    form.put("schedule", schedule.path("kind").asString(""));
    Amounts.show(form, "every", schedule.path("every").asString("P90D"));
    form.put("expression", schedule.path("expression").asString("0 0 3 1 * *"));
    form.put("zone", schedule.path("zone").asString("UTC"));
    form.put("days", schedule.path("days").asString("30"));
    if (application.path("automatic").asBoolean(true)) {
      form.put("automatic", "on");
    }
    Amounts.show(form, "validity", application.path("validity").asString("P180D"));
    Windows.show(form, application.path("maintenanceWindows"));
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
    into.put("overlap", Amounts.of(form, "overlap"));
    schedule(into, form);
    into.put("automatic", form.containsKey("automatic"));
    into.put("validity", Amounts.of(form, "validity"));
    Windows.into(into, form);
    return into;
  }

  private static void schedule(ObjectNode into, Map<String, String> form) {
    String kind = text(form, "schedule");
    switch (kind) {
      case "" -> into.remove("schedule");
      case "interval" ->
          into.putObject("schedule").put("kind", kind).put("every", Amounts.of(form, "every"));
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

  private static String text(Map<String, String> form, String name) {
    return form.getOrDefault(name, "").strip();
  }
}
