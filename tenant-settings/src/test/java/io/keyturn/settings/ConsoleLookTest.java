package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * Every page, with a tenant's worth of things on it, in both themes and three widths: photographed
 * for people to look at (target/screenshots), scanned by axe-core, and never wider than its window.
 */
@Tag("browser")
class ConsoleLookTest {

  private static final String LONG =
      "customer-identity-and-entitlement-synchronisation-service-eu-central";

  private final Console console = Console.shared();
  private final Contoso contoso = console.contoso;
  private final Browser browser = console.browser;
  private final String admin = contoso.token(console.administrator);
  private final List<String> barriers = new ArrayList<>();

  @Test
  void everyPageIsReadableForEverybodyInBothThemes() {
    AzureProject project = contoso.contoso.project("Entitlements and Identity Platform");
    UUID application = aTenantsWorth(project);
    Console.Rotation failed = rotations(application);

    browser.forget().at("/console/sign-in");
    look("sign-in");
    browser.at("/console/sign-in?ended");
    look("sign-in-ended");
    console.as("Nina Nobody").until("no role here yet");
    look("no-access");
    console.as("Gina Guest").at("/console/applications").until("You own no application here");
    look("applications-none");
    console.as("Ada Admin").until("Needs attention");
    String one = "/console/applications/" + application;
    Map.ofEntries(
            Map.entry("overview", "/console"),
            Map.entry("applications", "/console/applications"),
            Map.entry("applications-not-found", "/console/applications?search=nothing+like+this"),
            Map.entry("application", one),
            Map.entry("application-settings", one + "/settings"),
            Map.entry("application-new", "/console/applications/new"),
            Map.entry("rotations", "/console/rotations"),
            Map.entry("rotations-none", "/console/rotations?state=SUPERSEDED"),
            Map.entry("rotation", failed.path()),
            Map.entry("connectors", "/console/connectors"),
            Map.entry("connector", "/console/connectors/Contoso-Labs-Integrations"),
            Map.entry("connector-new", "/console/new-connector"),
            Map.entry("connector-edit", "/console/connectors/contoso/edit"),
            Map.entry("connectors-remove", "/console/remove-connectors?name=contoso"),
            Map.entry("history", "/console/history"),
            Map.entry("settings", "/console/settings"),
            Map.entry("refused", "/console/applications/" + UUID.randomUUID()),
            Map.entry("not-found", "/console/nothing-here"))
        .forEach((name, path) -> {
          browser.at(path);
          look(name);
        });
    browser.at(one).click("Rotate now");
    look("rotate");
    console.as("Olga Owner").at(one + "/bind").until("Choose the organization");
    look("bind-organization");
    browser.click("contoso").until("Choose the project");
    look("bind-project");
    browser.click(project.name()).until("Choose the service connection");
    look("bind-connection");

    assertThat(barriers).isEmpty();
  }

  @Test
  void aDialogIsUsedByKeyboard() {
    UUID application = console.application("keyboard");
    Console.Rotation rotation =
        console.rotation(application).tell(1, "ADMIT", "WAITING", "Waits for its turn.");
    console.until(rotation, "RUNNING");
    console.as("Olga Owner").at(rotation.path()).until("Waits for its turn.");

    browser.element("Abandon").sendKeys(Keys.ENTER);
    assertThat(browser.number("return document.querySelectorAll('dialog[open]').length"))
        .isEqualTo(1);
    assertThat(
            browser.driver.executeScript(
                "return document.activeElement.closest('dialog') !== null"))
        .isEqualTo(true);
    browser.driver.switchTo().activeElement().sendKeys(Keys.ESCAPE);

    assertThat(browser.number("return document.querySelectorAll('dialog[open]').length")).isZero();
    browser.waitFor("return document.activeElement.textContent === 'Abandon'");
  }

  @Test
  void theFirstStopOfTheKeyboardSkipsTheNavigation() {
    console.as("Ada Admin").until("Overview").at("/console/applications");

    browser.driver.findElement(By.tagName("body")).sendKeys(Keys.TAB);
    assertThat(browser.driver.switchTo().activeElement().getText()).isEqualTo("Skip to content");
    browser.driver.switchTo().activeElement().sendKeys(Keys.ENTER);

    assertThat(browser.driver.executeScript("return document.activeElement.id")).isEqualTo("main");
  }

  private void look(String name) {
    browser.shots(name);
    barriers.addAll(browser.barriers());
  }

  private UUID aTenantsWorth(AzureProject project) {
    connector(
        "Contoso-Labs-Integrations",
        "contoso-labs-partner-integrations",
        new Verdict(
            ConnectorStatus.CONNECTED_PARTIAL,
            "Signed in; 1 of 2 projects does not let its service connections be listed.",
            new ConnectorFindings(
                "keyturn-robot@contoso.example",
                2,
                List.of(
                    new ConnectorFindings.Project(
                        UUID.randomUUID(),
                        "Storefront",
                        2,
                        List.of("harbor", "storefront-prod"),
                        null),
                    new ConnectorFindings.Project(
                        UUID.randomUUID(),
                        "Entitlements and Identity Platform, Archive of 2024",
                        null,
                        List.of(),
                        "403: the identity may not list service connections here.")),
                List.of("Only the first hundred projects were looked at."),
                List.of("The token's owner looks like a person: a dedicated account stays."))));
    connector(
        "globex",
        "globex",
        new Verdict(
            ConnectorStatus.CONNECTED_NOTHING_VISIBLE, "Signed in, but no project is visible."));
    int[] days = {3, 9, 9, 17, 26, 33, 33, 48, 62, 80};
    for (int i = 0; i < days.length; i++) {
      console.application(
          UUID.randomUUID(),
          List.of("billing", "storefront", "ledger", "warehouse", "search").get(i % 5) + "-" + i,
          "\"schedule\": {\"kind\": \"interval\", \"every\": \"P" + days[i] + "D\"},");
    }
    UUID application = UUID.randomUUID();
    console.application(application, LONG, "\"overlap\": \"P2D\",");
    Member olga = contoso.member(contoso.contoso, console.owner, "Olga");
    olga.joins(project.endpointAdministrators());
    for (String name : List.of("payments-prod", LONG + "-production")) {
      Contoso.must(
          contoso.bind(
              contoso.token(console.owner),
              application,
              project,
              contoso.arm(project, name, application).organizationAdministrator(olga)),
          201);
    }
    contoso
        .arm(project, "hub", application)
        .edit(it -> it.withObjectProperty("data").put("creationMode", "Automatic"));
    contoso.arm(project, "payments-staging", application).organizationAdministrator(olga);
    return application;
  }

  private Console.Rotation rotations(UUID application) {
    for (String outcome : List.of("SUCCEEDED", "WARNING", "REFUSED", "SKIPPED", "SUCCEEDED")) {
      Console.Rotation rotation = console.rotation(application);
      rotation.tell(1, "CONCLUDE", outcome, "\"reason\": \"NOT_A_MEMBER\",", "A word about it.");
      console.until(rotation, outcome);
    }
    console
        .rotation(application)
        .tell(1, "PROVE", "WAITING", "Entra does not accept the new secret yet.");
    List<String> bindings = new ArrayList<>();
    contoso
        .get(admin, "/applications/" + application + "/bindings")
        .json()
        .path("items")
        .forEach(it -> bindings.add("\"binding\": \"" + it.path("id").asString() + "\","));
    Console.Rotation failed =
        console
            .rotation(application)
            .tell(
                1,
                "RECEIVE",
                "SUCCEEDED",
                "The secret was renewed: version fe2ef7d563e44ece8236abddb2695996 of payments-client-secret.")
            .tell(
                2,
                "ADMIT",
                "SUCCEEDED",
                bindings.getFirst(),
                "contoso: the worker's identity is in Endpoint Administrators.")
            .tell(
                3,
                "ADMIT",
                "SUCCEEDED",
                bindings.getLast(),
                "contoso: the worker's identity is in Endpoint Administrators.")
            .tell(
                4,
                "UPDATE",
                "SUCCEEDED",
                bindings.getFirst(),
                "The service connection holds version fe2ef7d563e44ece8236abddb2695996 of the secret.")
            .tell(
                5,
                "VERIFY",
                "FAILED",
                bindings.getLast() + "\"reason\": \"VERIFICATION_FAILED\",",
                "Azure DevOps could not sign in with what is stored. The version before was put back.")
            .tell(
                6,
                "CONCLUDE",
                "FAILED",
                "\"reason\": \"VERIFICATION_FAILED\",",
                "One of 2 service connections does not work with the new secret. Look at its lines, then resume.");
    console.until(failed, "FAILED");
    return failed;
  }

  private void connector(String name, String organization, Verdict verdict) {
    console.verification().answer(organization, verdict);
    Contoso.must(
        contoso.post(
            admin,
            "/connectors",
            """
            {"name": "%s", "organization": "%s", "signIn": {"kind": "personalAccessToken",
             "personalAccessToken": "a-token", "personalAccessTokenExpiresOn": "2031-01-31"}}
            """
                .formatted(name, organization)),
        201);
  }
}
