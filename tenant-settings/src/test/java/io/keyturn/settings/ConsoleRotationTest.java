package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Rotations in the browser: asked for, followed while they happen, decided on. */
@Tag("browser")
class ConsoleRotationTest {

  private final Console console = Console.shared();
  private final Browser browser = console.browser;
  private final UUID application = console.application("payments");

  @Test
  @DisplayName("A-22: a rotation is followed live from REQUESTED to its end, without a reload")
  void aRotationIsFollowedLive() {
    String binding = bound("payments-prod");
    console.as("Olga Owner").at("/console/applications/" + application).click("Rotate now");
    browser.until("is read from Key Vault").type("rotate-reason", "the test wants it");
    browser.submit("rotate").until("The worker has not begun yet").until("Requested");
    Console.Rotation rotation =
        new Console.Rotation(application, UUID.fromString(browser.path().replaceAll(".*/", "")));
    browser.driver.executeScript("window.sameWindow = true");

    rotation.tell(1, "RECEIVE", "SUCCEEDED", "You asked for it.");
    browser.until("You asked for it.").until("Running").until("Follows the worker live");
    rotation.tell(
        2, "ADMIT", "SUCCEEDED", "\"binding\": \"" + binding + "\",", "You may administer it.");
    browser.until("You may administer it.").until("payments-prod");
    rotation.tell(
        3,
        "PROVE",
        "WAITING",
        "\"binding\": \"" + binding + "\", \"reason\": \"CANDIDATE_NOT_YET_VALID\",",
        "Entra does not accept the new secret yet.");
    browser.until("CANDIDATE_NOT_YET_VALID").shots("rotation-live");
    rotation.tell(
        4, "UPDATE", "SUCCEEDED", "\"binding\": \"" + binding + "\",", "It holds the new secret.");
    browser.until("It holds the new secret.");
    rotation.tell(5, "CONCLUDE", "SUCCEEDED", "Every service connection works.");
    browser.until("Conclusion").until("Every service connection works.");

    browser.waitFor("return document.querySelector('[data-live]').dataset.ended === 'true'");
    assertThat(browser.text()).doesNotContain("Follows the worker live", "Abandon");
    assertThat(browser.driver.executeScript("return window.sameWindow")).isEqualTo(true);
    browser.shots("rotation-ended");
  }

  @Test
  void thePageOfARotationThatRunsTellsWhatWasMissed() {
    Console.Rotation rotation = console.rotation(application).tell(1, "ADMIT", "SUCCEEDED", "One.");
    console.until(rotation, "RUNNING");
    console.as("Olga Owner").at(rotation.path()).until("One.");

    rotation.tell(3, "CONCLUDE", "SUCCEEDED", "Three.").tell(2, "READ", "SUCCEEDED", "Two.");

    browser.until("Two.").until("Three.");
    List<String> steps =
        browser.driver.findElements(By.cssSelector(".timeline .step")).stream()
            .map(it -> it.getText())
            .toList();
    assertThat(steps).containsExactly("May it run", "Secret read", "Conclusion");
  }

  @Test
  void aFailedRotationIsResumedWithAReason() {
    Console.Rotation rotation =
        console
            .rotation(application)
            .tell(1, "CONCLUDE", "FAILED", "\"reason\": \"TIMED_OUT\",", "Azure DevOps is away.");
    console.until(rotation, "FAILED");
    console
        .as("Olga Owner")
        .at(rotation.path())
        .until("Azure DevOps is away.")
        .shots("rotation-failed");

    browser.click("Resume now").until("The worker goes on now");
    browser.type("resume-reason", "it is back").submit("resume");

    browser.until("The worker was told to go on");
    assertThat(told(rotation)).anyMatch(it -> it.contains("it is back") && it.contains("resumed"));
    assertThat(browser.text()).doesNotContain("Abandon");
  }

  @Test
  void theOverviewTellsTheRemedyOfAConnectionThatFailed() {
    String binding = bound("payments-eu");
    Console.Rotation rotation =
        console
            .rotation(application)
            .tell(
                1,
                "ADMIT",
                "REFUSED",
                "\"binding\": \"" + binding + "\", \"reason\": \"NOT_AN_ADMINISTRATOR\",",
                "Add the service principal to Endpoint Administrators.")
            .tell(2, "CONCLUDE", "REFUSED", "Nothing was written. See the lines above.");
    console.until(rotation, "REFUSED");

    console.as("Olga Owner").at("/console").until("Needs attention");

    browser
        .until("/payments-eu: Add the service principal to Endpoint Administrators.")
        .until("Nothing was written. See the lines above.")
        .shots("overview-remedy");
  }

  @Test
  void aRunningRotationIsAbandonedWithAReasonAndNotWithoutOne() {
    Console.Rotation rotation =
        console.rotation(application).tell(1, "ADMIT", "WAITING", "Waits for its turn.");
    console.until(rotation, "RUNNING");
    console.as("Olga Owner").at(rotation.path()).until("Waits for its turn.");

    browser.click("Abandon").until("Nothing more is tried").shot("rotation-abandon");
    browser.submit("abandon");
    assertThat(told(rotation)).isEmpty();
    browser.type("abandon-reason", "wrong application").submit("abandon");

    browser.until("The worker was told to stop");
    assertThat(told(rotation))
        .anyMatch(it -> it.contains("wrong application") && it.contains("abandoned"));
  }

  @Test
  void anAuditorDecidesNothing() {
    Console.Rotation rotation =
        console.rotation(application).tell(1, "ADMIT", "WAITING", "Waits for its turn.");
    console.until(rotation, "RUNNING");

    console.as("Otto Auditor").at(rotation.path()).until("Waits for its turn.");

    assertThat(browser.text()).doesNotContain("Resume now", "Abandon");
    assertThat(browser.driver.findElements(By.tagName("dialog"))).isEmpty();
  }

  @Test
  void aNewSecretIsAskedForAsSuch() {
    bound("payments-test");
    console.as("Olga Owner").at("/console/applications/" + application).click("Rotate now");

    browser.until("Nothing changes in Entra").until("Entra makes a new client secret");
    browser.shots("rotate");
    browser.choose("renew").choose("ignoreWindow").type("rotate-reason", "somebody has left");
    browser.submit("rotate");

    browser.until("The worker has not begun yet").until("somebody has left");
    String id = browser.path().replaceAll(".*/", "");
    assertThat(
            console
                .contoso
                .get(console.contoso.token(console.owner), "/rotations/" + id)
                .json()
                .path("mode")
                .asString())
        .isEqualTo("renew");
    assertThat(records().filter(it -> it.contains(application.toString())))
        .anyMatch(it -> it.contains("\"ignoreWindow\":true"));
  }

  @Test
  void aLeakIsAnsweredAfterAConfirmationAndWithADeadline() {
    bound("payments-leak");
    console.as("Olga Owner").at("/console/applications/" + application).click("It leaked…");
    browser.until("without any overlap").shots("leak");

    browser.pick("retireBy", "in 2 hours at the latest").type("leak-reason", "in a public log");
    browser.submit("leak"); // not without the confirmation
    assertThat(browser.path()).isEqualTo("/console/applications/" + application);
    browser.choose("leak-sure").submit("leak");

    browser.until("Leak response requested").until("in a public log");
    String id = browser.path().replaceAll(".*/", "");
    assertThat(id).hasSize(36);
    assertThat(records().filter(it -> it.contains(application.toString())))
        .anyMatch(it -> it.contains("\"emergency\":true") && it.contains("retireBy"));
  }

  @Test
  void aPlanIsShownAsATableAndNothingElseIsAsked() {
    String binding = bound("payments-plan");
    console.as("Olga Owner").at("/console/applications/" + application).click("Rotate now");
    browser.until("Nothing changes in Entra").type("rotate-reason", "what would happen");
    browser.click("Show the plan").until("Nothing is changed by it");
    Console.Rotation plan =
        new Console.Rotation(application, UUID.fromString(browser.path().replaceAll(".*/", "")));

    plan.tell(
        1,
        "UPDATE",
        "PLANNED",
        """
        "binding": "%s", "planned": {"target": {"organization": "contoso", "projectId": "%s",
          "project": "Payments", "connectionId": "%s", "connection": "payments-plan",
          "type": "azurerm"}, "parameter": "serviceprincipalkey",
          "checks": [{"name": "ADMINISTRATOR", "verdict": "PASSED", "message": "it is"}]},
        """
            .formatted(binding, UUID.randomUUID(), UUID.randomUUID())
            .replace("\n", " "),
        "It would be written.");
    plan.tell(2, "CONCLUDE", "PLANNED", "One service connection would be written.");

    browser.until("What would be done").until("serviceprincipalkey").until("Planned");
    browser.waitFor("return document.querySelector('[data-live]').dataset.ended === 'true'");
    assertThat(browser.text()).contains("Administrator").doesNotContain("Resume now");
    browser.shots("plan");
    assertThat(browser.barriers()).isEmpty();
  }

  @Test
  void whatIsTypedIsPlannedBeforeItIsSaved() {
    bound("payments-typed");
    console.as("Ada Admin").at("/console/applications/" + application + "/settings");
    browser.choose("enabled").click("Show what it would do").until("Nothing is changed by it");

    String plan = browser.path().replaceAll(".*/", "");
    assertThat(console.contoso.get(console.contoso.token(console.administrator), "/history").text())
        .contains("rotation=" + plan + " of=propagate proposed=true");
    assertThat(
            console
                .contoso
                .get(console.contoso.token(console.owner), "/applications/" + application)
                .json()
                .path("integrationEnabled")
                .asBoolean(false))
        .isTrue();
    browser.at("/console/applications/" + application + "/settings").type("overlapAmount", "x");
    browser.click("Show what it would do").until("must be from 0 to 90 days");
    assertThat(browser.value("overlapAmount")).isEqualTo("x");
  }

  @Test
  void everyApplicationOfAnOwnerIsPlannedAtOnce() {
    console.as("Olga Owner").at("/console/rotations").click("Plan every application");
    browser.until("each application you own").shots("plan-all");
    assertThat(browser.text()).doesNotContain("Azure DevOps integration of the tenant");
    List<String> barriers = browser.barriers();
    browser.type("reason", "before the freeze").click("Plan").until("being made");

    browser.until(application.toString());
    barriers.addAll(browser.barriers());
    assertThat(barriers).isEmpty();
  }

  private String bound(String connection) {
    Contoso contoso = console.contoso;
    Member olga = contoso.member(contoso.contoso, console.owner, "Olga");
    AzureProject project = contoso.contoso.project("Payments " + UUID.randomUUID());
    olga.joins(project.endpointAdministrators());
    Installation.Answer bound =
        contoso.bind(
            contoso.token(console.owner),
            application,
            project,
            contoso.arm(project, connection, application).organizationAdministrator(olga));
    Contoso.must(bound, 201);
    return bound.json().path("id").asString();
  }

  /** What the worker was told about it. */
  private static List<String> told(Console.Rotation rotation) {
    return records().filter(it -> it.contains(rotation.id().toString())).toList();
  }

  private static java.util.stream.Stream<String> records() {
    return Installation.shared().records(Topics.ROTATION_EVENTS).stream()
        .map(it -> {
          StringBuilder whole = new StringBuilder(new String(it.value(), StandardCharsets.UTF_8));
          it.headers()
              .forEach(header ->
                  whole.append(' ').append(new String(header.value(), StandardCharsets.UTF_8)));
          return whole.toString();
        });
  }
}
