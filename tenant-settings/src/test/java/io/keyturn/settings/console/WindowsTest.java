package io.keyturn.settings.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What stands in a form comes back as what was stored. */
class WindowsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 0 22 * * FRI     | PT6H   | FRI
          0 5 9 * * MON-FRI  | PT90M  | MON-FRI
          0 30 3 * * *       | P2D    | *
          30 0 22 * * FRI    | PT45S  | cron
          0 0 22 1 * *       | PT30M  | cron
          0 0 22 * * MON,WED | PT30M  | cron
          """)
  void aWindowThatIsNotTouchedStaysAsItIs(String cron, String duration, String day) {
    JsonNode stored = windows(cron, duration);
    Map<String, String> form = new HashMap<>();

    Windows.show(form, stored);
    ObjectNode sent = JsonMapper.shared().createObjectNode();
    Windows.into(sent, Windows.closedUp(form));

    assertThat(form.get("window0Day")).isEqualTo(day);
    assertThat(sent.at("/maintenanceWindows/0/cron").asString()).isEqualTo(cron);
    assertThat(Duration.parse(sent.at("/maintenanceWindows/0/duration").asString()))
        .isEqualTo(Duration.parse(duration));
    assertThat(Windows.rows(form)).containsExactly(0, 1);
  }

  @Test
  void aRowThatIsEmptiedIsLeftOutAndTheOthersCloseUp() {
    Map<String, String> form =
        Map.of("window0Day", "", "window0Zone", "UTC", "window2Day", "SUN", "window2Time", "7:05");

    Map<String, String> closed = Windows.closedUp(form);

    assertThat(closed).isEqualTo(Map.of("window0Day", "SUN", "window0Time", "7:05"));
  }

  @Test
  void aTimeThatIsNoneIsLeftToTheApiToRefuse() {
    ObjectNode sent = JsonMapper.shared().createObjectNode();

    Windows.into(sent, Map.of("window0Day", "SUN", "window0Time", ""));

    assertThat(sent.at("/maintenanceWindows/0/cron").asString("none")).isEmpty();
  }

  @Test
  void timesInASentenceAreToldApart() {
    assertThat(Words.parts("Until 2026-11-21T20:35:11Z, version 2026-11."))
        .extracting(Words.Part::text)
        .containsExactly("Until ", "2026-11-21T20:35:11Z", ", version 2026-11.");
    assertThat(Words.parts("No 2026-02-31T05:00:00Z and 2026-13-01T00:00:00Z"))
        .extracting(Words.Part::at)
        .containsOnlyNulls();
  }

  private static JsonNode windows(String cron, String duration) {
    ObjectNode stored = JsonMapper.shared().createObjectNode();
    stored
        .putArray("windows")
        .addObject()
        .put("cron", cron)
        .put("duration", duration)
        .put("zone", "Europe/Vienna");
    return stored.path("windows");
  }
}
