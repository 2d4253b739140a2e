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
            + " \"expression\": \"0 30 2 * * SUN\", \"zone\": \"Europe/Vienna\"},");
    console.as("Ada Admin").at("/console/applications/" + id).click("Secret settings");
    browser.until("When it is renewed").shots("application-settings");

    assertThat(browser.value("name")).isEqualTo("Ledger");
    assertThat(browser.value("vaultUrl")).isEqualTo("https://contoso.vault.azure.net");
    assertThat(browser.value("owners")).isEqualTo(console.owner);
    assertThat(browser.value("overlapAmount")).isEqualTo("3");
    assertThat(browser.value("expression")).isEqualTo("0 30 2 * * SUN");
    assertThat(browser.value("zone")).isEqualTo("Europe/Vienna");
    browser.click("Save").until("were saved.");
    assertThat(stored().at("/schedule/expression").asString()).isEqualTo("0 30 2 * * SUN");
    assertThat(stored().path("overlap").asString()).isEqualTo("PT72H");

    browser.click("Secret settings").until("When it is renewed").choose("s2");
    browser.type("everyAmount", "45").type("overlapAmount", "36");
    browser.pick("overlapUnit", "hours").choose("enabled").click("Save").until("were saved.");

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
    browser.type("expression", "every day").type("overlapAmount", "x").click("Save");
    browser.until("fields are not as they must be").shots("application-refused");

    for (String field : new String[] {"vaultUrl", "owners", "expression", "overlapAmount"}) {
      assertThat(browser.driver.findElement(By.id(field)).getDomAttribute("aria-invalid"))
          .as(field)
          .isEqualTo("true");
    }
    assertThat(browser.value("owners")).isEqualTo("nobody");
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
