package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The history in the browser, and as a file. */
@Tag("browser")
class ConsoleHistoryTest {

  private final Console console = Console.shared();
  private final Browser browser = console.browser;

  @Test
  void itIsFilteredByWhoDidIt() {
    UUID application = console.application("=HYPERLINK(1)");
    console.as("Otto Auditor").at("/console/history").until(application.toString());

    browser.type("actor", UUID.randomUUID().toString()).click("Filter").until("Nothing here");
    browser.shots("history-empty");
    browser.type("actor", "nobody").click("Filter").until("actor must be the object id");
    browser.type("actor", console.administrator).click("Filter").until(application.toString());

    List<String> who =
        browser.driver.findElements(By.cssSelector("tbody td:first-child a")).stream()
            .map(it -> it.getText())
            .distinct()
            .toList();
    assertThat(who).containsExactly(console.administrator);
  }

  @Test
  void theFileHasEveryLineOfTheFilterAndNoFormula() {
    UUID application = console.application("=HYPERLINK(1)");
    console.as("Otto Auditor").at("/console/history?actor=" + console.administrator);

    String file = fetched("/console/history.csv?actor=" + console.administrator);
    List<String> lines = file.lines().toList();

    assertThat(browser.element("Export as CSV").getDomAttribute("href"))
        .isEqualTo("/console/history.csv?actor=" + console.administrator);
    assertThat(lines.getFirst()).isEqualTo("id,at,actor,action,subject,detail");
    assertThat(lines)
        .anyMatch(it ->
            it.contains("\"application.saved\",\"" + application + "\"")
                && it.contains("HYPERLINK"));
    assertThat(lines.stream().skip(1)).allMatch(it -> it.contains(console.administrator));
    assertThat(fetched("/console/history.csv?actor=" + UUID.randomUUID()).lines()).hasSize(1);
  }

  @Test
  void anOwnerSeesNeitherPageNorFile() {
    console.as("Olga Owner").at("/console/history").until("None of your roles allows this here.");

    assertThat(fetched("/console/history.csv")).doesNotContain("application.saved");
  }

  private String fetched(String path) {
    return String.valueOf(
        browser.driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(it => it.text()).then(done);
            """,
            path));
  }
}
