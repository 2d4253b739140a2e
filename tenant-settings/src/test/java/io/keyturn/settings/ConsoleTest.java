package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The console in a real browser: who comes in, what they see, and what they can do. */
@Tag("browser")
class ConsoleTest {

  private static final Contoso contoso = Contoso.shared();
  private static final String unique = UUID.randomUUID().toString().substring(0, 6);
  private static String owner = "";
  private static @org.jspecify.annotations.Nullable Browser opened;

  private static Browser browser() {
    return java.util.Objects.requireNonNull(opened);
  }

  @BeforeAll
  static void open() {
    person("Ada Admin", "Rotation.TenantAdmin");
    person("Otto Auditor", "Rotation.Auditor");
    owner = person("Olga Owner", "Rotation.ApplicationOwner");
    person("Nina Nobody", null);
    opened =
        Browser.open(
            "http://127.0.0.1:"
                + java.util.Objects.requireNonNull(contoso.context.getWebServer()).getPort());
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static String person(String name, @org.jspecify.annotations.Nullable String role) {
    String objectId = UUID.randomUUID().toString();
    contoso
        .azure
        .entra()
        .addPerson(
            Person.member(
                Contoso.TENANT,
                objectId,
                name.replace(' ', '.') + unique + "@contoso.example",
                name + " " + unique));
    if (role != null) {
      contoso.azure.entra().assignRole(Contoso.TENANT, objectId, Contoso.KEYTURN, role);
    }
    return objectId;
  }

  private static Browser as(String name) {
    return browser().signIn(name + " " + unique);
  }

  @Test
  void everyPageIsReadableForEverybodyInBothThemes() {
    browser().forget().at("/console/sign-in").shots("sign-in");
    List<String> barriers = new ArrayList<>(browser().barriers());
    as("Nina Nobody").until("no role here yet").shots("no-access");
    barriers.addAll(browser().barriers());
    as("Ada Admin").until("Needs attention");
    for (String page :
        List.of(
            "overview:",
            "applications:/applications",
            "rotations:/rotations",
            "connectors:/connectors",
            "connector:/connectors/contoso",
            "connector-new:/connectors/new",
            "history:/history",
            "settings:/settings",
            "not-found:/nothing-here")) {
      String[] parts = page.split(":", 2);
      browser().at("/console" + parts[1]).shots(parts[0]);
      barriers.addAll(browser().barriers());
      browser().size(360, 800).shot(parts[0] + "-360");
      assertThat(browser().number("return document.documentElement.scrollWidth"))
          .as("no sideways scrolling of " + page)
          .isEqualTo(360);
      browser().size(1440, 900);
    }
    assertThat(barriers).isEmpty();
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
    assertThat(browser().text()).doesNotContain("Save settings");
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
