package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What expires, what has drifted, and who is told, in the browser. */
@Tag("browser")
class ConsoleWatchTest {

  private final Console console = Console.shared();
  private final Browser browser = console.browser;

  @Test
  void whatExpiresAndWhatHasDriftedIsReadByOwnersToo() {
    UUID application = console.application("watched");
    List<String> barriers = new ArrayList<>();

    console.as("Olga Owner").until("Overview").click("Expiring").until("Expiring secrets");
    browser.until("watched").shots("expiring");
    barriers.addAll(browser.barriers());
    browser.at("/console/expiring?band=EXPIRED").until("No application's secret expires");
    browser.click("Drift").until("no longer as Keyturn left them").shots("drift");
    barriers.addAll(browser.barriers());

    assertThat(browser.text()).doesNotContain("Notifications");
    assertThat(barriers).isEmpty();
    assertThat(browser.at("/console/applications/" + application).text()).contains("watched");
  }

  @Test
  void aChannelIsAddedWithoutItsAddressEverBeingShown() {
    console.as("Ada Admin").at("/console/new-channel").until("Where to");
    browser.shots("channel-new");
    List<String> barriers = new ArrayList<>(browser.barriers());
    browser.type("name", "ops").type("url", "http://insecure.example/canary-address").click("Save");

    browser.until("url");
    assertThat(browser.source()).doesNotContain("canary-address");
    assertThat(browser.value("name")).isEqualTo("ops");
    browser.at("/console/notifications").until("told of secrets that expire").shots("channels");
    barriers.addAll(browser.barriers());
    assertThat(barriers).isEmpty();
  }
}
