package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The console in a real browser: who comes in, what they see, and what they can do. */
@Tag("browser")
class ConsoleTest {

  private final Console console = Console.shared();
  private final Contoso contoso = console.contoso;
  private final String owner = console.owner;
  private final String unique = UUID.randomUUID().toString().substring(0, 6);

  private Browser browser() {
    return console.browser;
  }

  private Browser as(String name) {
    return console.as(name);
  }

  @Test
  @DisplayName("A-10, A-15, A-18: an owner binds step by step and asks for a rotation")
  void anOwnerBindsAndRotates() {
    Member olga = contoso.member(contoso.contoso, owner, "Olga");
    UUID application = contoso.application(owner);
    AzureProject blocked = contoso.contoso.project("Blocked " + unique);
    AzureProject project = contoso.contoso.project("Shop " + unique);
    olga.joins(blocked.contributors());
    olga.joins(project.endpointAdministrators());
    ServiceConnection prod =
        contoso.arm(project, "prod " + unique, application).organizationAdministrator(olga);
    contoso
        .arm(project, "hub " + unique, application)
        .edit(it -> it.withObjectProperty("data").put("creationMode", "Automatic"));

    as("Olga Owner").until("Overview");
    assertThat(browser().text()).doesNotContain("Connectors", "History");
    browser().click("Applications").until("The applications you own").click("billing");
    browser().until("Nothing is bound yet").shots("application");
    browser().click("Bind a service connection").until("Choose the organization").shots("bind-1");
    browser().click("contoso").until("Choose the project").shots("bind-2");

    String chosen = "/console/applications/" + application + "/bind?organization=contoso&project=";
    browser().at(chosen + blocked.id() + "&projectName=Blocked");
    browser().until("Ask to be added to Endpoint Administrators").shots("bind-blocked");
    browser()
        .at(chosen + project.id() + "&projectName=Shop")
        .until("Choose the service connection");
    assertThat(browser().driver.findElements(By.partialLinkText("hub " + unique))).isEmpty();
    assertThat(browser().text()).contains("not currently supported");
    browser().shots("bind-3");
    browser().click(prod.name()).until("Nothing is written at this moment").shots("bind-4");
    browser().click("Bind").until("is bound.");

    browser().click("Rotate now").until("is read from Key Vault");
    browser().type("rotate-reason", "the test wants it");
    browser().driver.findElement(By.cssSelector("#rotate button.first")).click();
    browser().until("The worker has not begun yet").shots("rotation-waiting");
  }

  @Test
  void anAuditorReadsAndChangesNothing() {
    as("Otto Auditor").until("Overview").at("/console/settings");

    assertThat(browser().text()).contains("You can read these settings");
    assertThat(browser().text()).doesNotContain("Save settings", "out of reach", "Add a window");
    assertThat(browser().at("/console/connectors").text()).doesNotContain("Add a connector");
    assertThat(browser().at("/console/history").text()).contains("Export as CSV");
  }

  @Test
  void anAdministratorSavesTheSettingsAndSignsOut() {
    as("Ada Admin").until("Overview").click("Settings").until("master switch");

    browser().click("Save settings").until("Settings saved.");
    browser().click("Sign out").until("You are signed out.");

    assertThat(browser().at("/console/settings").text()).contains("Sign in with Microsoft");
  }

  @Test
  void theSettingsAreShownAsTheyAreAndStayWhenTheyAreSavedAgain() {
    as("Ada Admin").until("Overview").at("/console/settings");
    browser().type("clientId", "11111111-2222-4333-8444-555555555555");
    browser().type("vaultUrl", "https://contoso.vault.azure.net").type("secretName", "robot");
    browser().click("Save settings").until("Settings saved.");

    browser().at("/console/settings").until("master switch");
    assertThat(browser().value("clientId")).isEqualTo("11111111-2222-4333-8444-555555555555");
    assertThat(browser().value("secretName")).isEqualTo("robot");
    browser().click("Save settings").until("Settings saved.");

    var stored = contoso.get(contoso.admin(), "/devops-settings").json().path("servicePrincipal");
    assertThat(stored.at("/clientSecret/name").asString()).isEqualTo("robot");
    browser().at("/console/settings").until("master switch");
    browser().type("clientId", "").type("vaultUrl", "").type("secretName", "");
    browser().click("Save settings").until("or tick Save even if Azure DevOps is out of reach");
    browser().choose("unverified").click("Save settings").until("Settings saved.");
    stored = contoso.get(contoso.admin(), "/devops-settings").json().path("servicePrincipal");
    assertThat(stored.isObject()).isFalse();
  }

  @Test
  @DisplayName("windows and approval of the tenant are set, refused at their field, and removed")
  void windowsAndApprovalOfTheTenant() {
    as("Ada Admin").until("Overview").at("/console/settings").until("master switch");
    browser().pick("window0Day", "Saturday and Sunday").type("window0Amount", "400");
    browser().type("window0Zone", "Europe/Vienna").choose("approval").choose("scheduledToo");
    browser().type("timeoutAmount", "0").click("Save settings");
    browser().until("For: must be from 30 minutes to 7 days").shots("settings-refused");
    assertThat(browser().value("window0Zone")).isEqualTo("Europe/Vienna");
    assertThat(browser().driver.findElement(By.id("timeoutAmount")).getDomAttribute("aria-invalid"))
        .isEqualTo("true");

    browser().type("window0Amount", "10").type("timeoutAmount", "2");
    browser().click("Save settings").until("Settings saved.");
    var stored = contoso.get(contoso.admin(), "/devops-settings").json();
    browser().at("/console/settings").until("master switch");
    browser().pick("window0Day", "Remove this window").choose("approval");
    browser().click("Save settings").until("Settings saved.");

    assertThat(stored.path("maintenanceWindows").toString())
        .isEqualTo(
            "[{\"cron\":\"0 0 22 * * SAT,SUN\",\"duration\":\"PT10H\",\"zone\":\"Europe/Vienna\"}]");
    assertThat(stored.at("/approval/timeout").asString()).isEqualTo("PT48H");
    assertThat(stored.at("/approval/scheduledToo").asBoolean(false)).isTrue();
    stored = contoso.get(contoso.admin(), "/devops-settings").json();
    assertThat(stored.path("maintenanceWindows").isEmpty()).isTrue();
    assertThat(stored.path("approval").isObject()).isFalse();
  }

  @Test
  @DisplayName("S-31: whose session has ended is told to sign in again, and comes back")
  void oneComesBackToWhereOneWas() {
    as("Ada Admin").until("Overview").at("/console/applications?state=bound");
    browser().sessionEnds().at("/console/applications?state=enabled");
    browser().until("Your session has ended").click("Sign in with Microsoft");
    browser().until("Pick an account").click("Ada Admin").until("Applications");
    assertThat(browser().address()).endsWith("/console/applications?state=enabled");

    browser().sessionEnds().click("History").until("Your session has ended");
    browser().click("Sign in with Microsoft").until("Pick an account").click("Ada Admin");
    browser().until("Who changed what");
    assertThat(browser().address()).endsWith("/console/history");
  }

  @Test
  @DisplayName("S-31, S-32: a form of a session that has ended changes nothing and is come back to")
  void aFormOfAnEndedSessionIsComeBackTo() {
    as("Ada Admin").until("Overview").at("/console/settings").until("master switch");

    browser().sessionEnds().click("Save settings").until("nothing was changed");
    browser().click("Sign in with Microsoft").until("Pick an account").click("Ada Admin");

    browser().until("master switch");
    assertThat(browser().address()).endsWith("/console/settings");
    assertThat(browser().text()).doesNotContain("Settings saved");
  }

  @Test
  void whoNeverSignedInIsGivenNoHint() {
    browser().at("/").forget().at("/console/history").until("Sign in with Microsoft");

    assertThat(browser().text()).doesNotContain("session");
  }

  @Test
  @DisplayName("S-01: a guest who owns nothing is told whom to ask")
  void aGuestIsToldWhomToAsk() {
    as("Gina Guest").until("Overview").at("/console/applications");

    browser().until("Ask a tenant administrator to name you as an owner");
    browser().at("/console/settings").until("None of your roles allows this here.");
    assertThat(browser().text()).doesNotContain("master switch");
  }

  @Test
  @DisplayName("S-01: an administrator has settings and connectors; an owner has applications only")
  void rolesDecideWhatIsOffered() {
    as("Ada Admin").until("Overview");
    assertThat(browser().text()).contains("Applications", "Connectors", "History", "Settings");

    as("Olga Owner").until("Overview").at("/console/new-connector");
    browser().until("None of your roles allows this here.");

    as("Nina Nobody").until("no role here yet").at("/console/applications");
    browser().until("Rotation.ApplicationOwner");
  }

  @Test
  void aFormWithoutItsTokenChangesNothing() {
    as("Ada Admin").until("Overview");

    Object answer =
        browser()
            .driver
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                fetch('/console/settings', {method: 'POST', body: new URLSearchParams()})
                  .then(it => done(it.url));
                """);

    assertThat(String.valueOf(answer)).endsWith("form-too-old");
    assertThat(contoso.get(contoso.admin(), "/devops-settings").json().path("integrationEnabled"))
        .hasToString("true");
  }

  @Test
  void theFirstPageIsLightFastAndWithoutInlineScript() {
    as("Ada Admin").until("Overview").at("/console").at("/console").until("Overview");

    int bytes =
        browser()
            .number(
                """
                return performance.getEntriesByType('navigation')
                  .concat(performance.getEntriesByType('resource'))
                  .reduce((sum, it) => sum + it.decodedBodySize, 0)
                """);
    int millis =
        browser()
            .number(
                """
                const it = performance.getEntriesByType('navigation')[0];
                return Math.round(it.responseStart - it.requestStart)
                """);
    String policy =
        contoso
            .call(contoso.admin(), "GET", "/console/sign-in", null, java.util.Map.of())
            .header("Content-Security-Policy");

    assertThat(bytes).isBetween(10_000, 200_000);
    assertThat(millis).isLessThan(300);
    assertThat(policy).contains("script-src 'self'", "style-src 'self'").doesNotContain("unsafe");
  }
}
