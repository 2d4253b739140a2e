package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** An application's secret settings in the browser. */
@Tag("browser")
class ConsoleApplicationTest {

  private final Console console = Console.shared();
  private final Browser browser = console.browser;
  private final UUID id = UUID.randomUUID();

  @Test
  @DisplayName("S-01: an administrator adds an application and names its owner, who then sees it")
  void anAdministratorAddsOne() {
    console.as("Ada Admin").at("/console/applications").click("Add an application");
    browser
        .until("As people know it")
        .type("name", "Invoices " + id)
        .type("applicationId", id.toString());
    browser.type("vaultUrl", "https://contoso.vault.azure.net").type("secretName", "invoices");
    browser.type("owners", console.owner).choose("s1").type("days", "21");
    browser.click("Add application").until("was added.").until("Nothing is bound yet");

    assertThat(stored().path("owners").get(0).asString()).isEqualTo(console.owner);
    assertThat(stored().at("/schedule/kind").asString()).isEqualTo("beforeExpiry");
    assertThat(stored().at("/schedule/days").asInt()).isEqualTo(21);
    console.as("Olga Owner").at("/console/applications/" + id).until("Invoices " + id);
    console.as("Otto Auditor").at("/console/applications");
    assertThat(browser.text()).doesNotContain("Add an application");
  }

  @Test
  void everySettingIsShownAsItIsAndChanged() {
    console.application(
        id,
        "Ledger",
        "\"overlap\": \"P3D\", \"schedule\": {\"kind\": \"cron\","
            + " \"expression\": \"0 30 2 * * SUN\", \"zone\": \"Europe/Vienna\"},"
            + "\"maintenanceWindows\": ["
            + "{\"cron\": \"0 15 23 * * MON-FRI\", \"duration\": \"PT90M\", \"zone\": \"UTC\"},"
            + "{\"cron\": \"0 0 1 1 * *\", \"duration\": \"P2D\", \"zone\": \"UTC\"}],");
    console.as("Ada Admin").at("/console/applications/" + id).click("Secret settings");
    browser.until("When it is renewed").shots("application-settings");

    assertThat(browser.value("name")).isEqualTo("Ledger");
    assertThat(browser.value("vaultUrl")).isEqualTo("https://contoso.vault.azure.net");
    assertThat(browser.value("owners")).isEqualTo(console.owner);
    assertThat(browser.value("overlapAmount")).isEqualTo("3");
    assertThat(browser.value("expression")).isEqualTo("0 30 2 * * SUN");
    assertThat(browser.value("zone")).isEqualTo("Europe/Vienna");
    assertThat(browser.value("window0Day")).isEqualTo("MON-FRI");
    assertThat(browser.value("window0Time")).isEqualTo("23:15");
    assertThat(browser.value("window0Amount")).isEqualTo("90");
    assertThat(browser.value("window1Cron")).isEqualTo("0 0 1 1 * *");
    JsonNode before = stored();
    browser.click("Save").until("were saved.").until("Monday to Friday at 23:15 for 90 minutes");
    assertThat(stored().path("maintenanceWindows")).isEqualTo(before.path("maintenanceWindows"));
    assertThat(stored().at("/schedule/expression").asString()).isEqualTo("0 30 2 * * SUN");
    assertThat(stored().path("overlap").asString()).isEqualTo("PT72H");

    browser.click("Secret settings").until("When it is renewed").choose("s2");
    browser.type("everyAmount", "45").type("overlapAmount", "36");
    browser
        .type("validityAmount", "60")
        .choose("automatic")
        .pick("window0Day", "Remove this window");
    browser.pick("window2Day", "Friday").type("window2Amount", "8");
    browser.pick("overlapUnit", "hours").choose("enabled").click("Save").until("were saved.");

    assertThat(stored().path("validity").asString()).isEqualTo("PT1440H");
    assertThat(stored().path("automatic").asBoolean(true)).isFalse();
    assertThat(stored().at("/maintenanceWindows/0/cron").asString()).isEqualTo("0 0 1 1 * *");
    assertThat(stored().at("/maintenanceWindows/1/cron").asString()).isEqualTo("0 0 22 * * FRI");
    assertThat(stored().at("/maintenanceWindows/1/duration").asString()).isEqualTo("PT8H");
    assertThat(stored().at("/maintenanceWindows/1/zone").asString())
        .isEqualTo(
            browser.driver.executeScript(
                "return Intl.DateTimeFormat().resolvedOptions().timeZone"));
    assertThat(stored().path("maintenanceWindows").size()).isEqualTo(2);

    assertThat(stored().at("/schedule/every").asString()).isEqualTo("PT1080H");
    assertThat(stored().path("overlap").asString()).isEqualTo("PT36H");
    assertThat(stored().path("integrationEnabled").asBoolean(true)).isFalse();
    assertThat(stored().at("/secret/vaultUrl").asString())
        .isEqualTo("https://contoso.vault.azure.net");
  }

  @Test
  void whatCannotBeIsSaidAtItsField() {
    console.application(id, "Ledger", "");
    console.as("Ada Admin").at("/console/applications/" + id + "/settings");

    browser.type("vaultUrl", "https://evil.example").type("owners", "nobody").choose("s3");
    browser.type("expression", "every day").type("overlapAmount", "x");
    browser.type("validityAmount", "999").pick("window0Day", "Sunday").type("window0Zone", "Moon");
    browser.click("Save");
    browser.until("fields are not as they must be").shots("application-refused");

    for (String field :
        new String[] {
          "vaultUrl", "owners", "expression", "overlapAmount", "validityAmount", "window0Zone"
        }) {
      assertThat(browser.driver.findElement(By.id(field)).getDomAttribute("aria-invalid"))
          .as(field)
          .isEqualTo("true");
    }
    assertThat(browser.value("owners")).isEqualTo("nobody");
    assertThat(browser.value("window0Day")).isEqualTo("SUN");
    assertThat(browser.value("window0Zone")).isEqualTo("Moon");
    assertThat(browser.text()).contains("must be from 1 day to 731 days");
    assertThat(browser.driver.findElement(By.id("name")).getDomAttribute("aria-invalid")).isNull();
    assertThat(browser.driver.findElement(By.id("zone")).getDomAttribute("aria-invalid")).isNull();
    assertThat(stored().path("name").asString()).isEqualTo("Ledger");
  }

  @Test
  void anOwnerChangesEverythingButWhereTheSecretIsAndWhoOwnsIt() {
    console.application(id, "Ledger", "");
    console.as("Olga Owner").at("/console/applications/" + id).click("Secret settings");
    browser.until("is for tenant administrators");

    assertThat(browser.driver.findElement(By.id("vaultUrl")).isEnabled()).isFalse();
    assertThat(browser.text()).doesNotContain("Remove application");
    browser.type("name", "General ledger").click("Save").until("were saved.");

    assertThat(stored().path("name").asString()).isEqualTo("General ledger");
    assertThat(stored().path("owners").get(0).asString()).isEqualTo(console.owner);
  }

  @Test
  void anApplicationIsRemovedAfterAConfirmation() {
    console.application(id, "Old ledger", "");
    console.as("Ada Admin").at("/console/applications/" + id + "/settings");

    browser.click("Remove application…").until("Remove Old ledger?").shot("application-remove");
    browser.submit("remove").until("Old ledger was removed.");

    assertThat(
            console
                .contoso
                .get(console.contoso.token(console.administrator), "/applications/" + id)
                .status())
        .isEqualTo(404);
  }

  private JsonNode stored() {
    return console
        .contoso
        .get(console.contoso.token(console.administrator), "/applications/" + id)
        .json();
  }
}
