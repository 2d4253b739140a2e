package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Connectors in the browser: added, edited, verified, removed. */
@Tag("browser")
class ConsoleConnectorTest {

  private static final String TOKEN = "canary-token-in-no-page";

  private final Console console = Console.shared();
  private final Browser browser = console.browser;
  private final String organization = "org-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  @DisplayName(
      "S-02, S-03, S-14, S-19, C-1: added from the list by way of a review, which shows what is"
          + " saved; then it stands there as connected")
  void addedByWayOfAReview() {
    console
        .as("Ada Admin")
        .until("Overview")
        .click("Connectors")
        .until("How Keyturn signs in to each");
    browser.click("Add a connector").until("Sign-in");
    browser.type("name", "North").type("organization", "https://dev.azure.com/" + organization);
    browser.choose("k3").until("Key Vault").shots("connector-new");
    browser.type("clientId", "11111111-2222-4333-8444-555555555555");
    browser.type("vaultUrl", "https://contoso.vault.azure.net").type("secretName", "devops-robot");
    browser.click("Review").until("This is what will be saved").shots("connector-review");

    String reviewed = browser.driver.findElement(By.id("reviewed")).getText();
    assertThat(reviewed)
        .contains("North", "Organization\n" + organization, "Azure DevOps Services")
        .contains("Service principal", "11111111-2222-4333-8444-555555555555")
        .contains("devops-robot in https://contoso.vault.azure.net");
    assertThat(stored("North").status()).isEqualTo(404);
    browser.click("Verify and save").until("North was added.").until("Connected");

    assertThat(browser.driver.findElements(By.cssSelector(".standing.well svg"))).hasSize(1);
    assertThat(stored("North").json().path("organization").asString()).isEqualTo(organization);
    assertThat(stored("North").json().at("/signIn/servicePrincipal/clientSecret/name").asString())
        .isEqualTo("devops-robot");
    browser.click("Connectors").until("How Keyturn signs in to each").until("North");
    assertThat(browser.text()).contains(organization);
    remove("North");
  }

  @Test
  @DisplayName("S-13: the permissions that are asked for are listed before anything is added")
  void thePermissionsAreListed() {
    console.as("Ada Admin").at("/console/new-connector");

    assertThat(browser.text())
        .contains("What this identity is asked for")
        .contains("Read projects", "Read and manage service endpoints", "Read identities");
  }

  @Test
  @DisplayName("S-12, S-35, C-1: what cannot be is said before the review, at its field")
  void whatCannotBeIsSaidBeforeTheReview() {
    console.as("Ada Admin").at("/console/new-connector");
    browser.type("name", "Second").click("Review");
    assertThat(browser.path()).isEqualTo("/console/new-connector"); // the browser asks for it

    browser.type("organization", "contoso").click("Review");
    browser.until("A connector for this organization already exists");
    browser.type("organization", "https://tfs.contoso.example/x").click("Review");
    browser.until("on-premises").shots("connector-refused");

    assertThat(browser.driver.findElement(By.id("organization")).getDomAttribute("aria-invalid"))
        .isEqualTo("true");
    assertThat(browser.value("name")).isEqualTo("Second");
  }

  @Test
  @DisplayName(
      "S-14, S-26: a connector that Azure DevOps refuses is not saved, and says whom to ask")
  void refusedByAzureDevOps() {
    console.answers(
        organization,
        ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER,
        "The identity is not a member of " + organization + ".");
    console.as("Ada Admin").at("/console/new-connector");
    browser.type("name", "Refused").type("organization", organization).choose("k4");
    browser.click("Review").until("This is what will be saved");
    browser.type("personalAccessToken", TOKEN).click("Verify and save");

    browser.until("is not a member").until("adds the identity under Organization settings, Users");
    assertThat(browser.source()).doesNotContain(TOKEN);
    assertThat(stored("Refused").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("S-28, S-25: edited with everything filled in but the token; left empty, it stays")
  void editedWithoutItsToken() {
    admin(
        """
        {"name": "East", "organization": "%s", "signIn": {"kind": "personalAccessToken",
         "personalAccessToken": "%s", "personalAccessTokenExpiresOn": "2031-01-31"}}
        """
            .formatted(organization, TOKEN));
    String fingerprint = fingerprint("East");
    console.as("Ada Admin").at("/console/connectors/East").until("Connected").click("Edit");
    browser.until("One is stored and never shown").shots("connector-edit");

    assertThat(browser.source()).doesNotContain(TOKEN);
    assertThat(browser.value("organization")).isEqualTo(organization);
    assertThat(browser.value("expiresOn")).isEqualTo("2031-01-31");
    assertThat(browser.value("personalAccessToken")).isEmpty();
    browser.type("name", "East-2").click("Verify and save").until("East-2 was saved.");
    assertThat(fingerprint("East-2")).isEqualTo(fingerprint);

    browser.click("Edit").until("One is stored and never shown");
    browser.type("personalAccessToken", "another-token").click("Verify and save");
    browser.until("East-2 was saved.");
    assertThat(fingerprint("East-2")).isNotEqualTo(fingerprint);

    browser.click("Edit").until("One is stored and never shown");
    browser.choose("k1").type("organization", organization + "-b");
    browser.click("Verify and save").until("East-2 was saved.").until("Tenant's settings");
    assertThat(stored("East-2").json().path("organization").asString())
        .isEqualTo(organization + "-b");
    remove("East-2");
  }

  @Test
  @DisplayName("S-28: whoever saves over somebody else's change is told to look again")
  void nobodyIsOverwritten() {
    admin("{\"name\": \"West\", \"organization\": \"%s\"}".formatted(organization));
    console.as("Ada Admin").at("/console/connectors/West/edit");
    console.contoso.put(
        console.contoso.token(console.administrator),
        "/connectors/West",
        "{\"organization\": \"%s-c\"}".formatted(organization));

    browser.click("Verify and save").until("changed or deleted since you read it");

    assertThat(browser.text()).contains("Reload").doesNotContain("If-Match");
    remove("West");
  }

  @Test
  @DisplayName("S-30, S-29: several are removed at once, after a confirmation, with a result each")
  void severalAreRemoved() {
    for (String name : new String[] {"Gone-1", "Gone-2"}) {
      admin(
          "{\"name\": \"%s\", \"organization\": \"%s\"}"
              .formatted(name, organization + name.substring(4)));
    }
    console.as("Ada Admin").at("/console/connectors");
    browser.click("Remove selected…").until("Select the connectors to remove first.");
    for (String name : new String[] {"Gone-1", "Gone-2"}) {
      browser.driver.findElement(By.cssSelector("input[value='" + name + "']")).click();
    }
    browser.click("Remove selected…").until("In Azure DevOps nothing changes");
    browser.shots("connectors-remove");
    assertThat(stored("Gone-1").status()).isEqualTo(200);
    browser.driver.navigate().refresh();

    browser.until("In Azure DevOps nothing changes").click("Remove 2 connectors");
    browser.until("What came of it").shots("connectors-removed");
    assertThat(browser.text()).contains("Gone-1", "Gone-2").contains("Removed");
    assertThat(stored("Gone-1").status()).isEqualTo(404);

    browser.driver.navigate().refresh();
    browser.until("Select the connectors to remove first.");
  }

  @Test
  @DisplayName(
      "what a verification found is shown: the certificate, subscriptions and their vaults; and"
          + " how to connect, and what is reached")
  void whatAVerificationFoundIsShown() {
    console
        .verification()
        .answer(
            organization,
            new Verdict(
                ConnectorStatus.CONNECTED,
                "Connected.",
                new ConnectorFindings(
                    "robot@contoso.example",
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    new ConnectorFindings.Certificate(
                        "A1B2C3D4",
                        Instant.parse("2030-01-01T00:00:00Z"),
                        Instant.parse("2031-02-03T00:00:00Z")),
                    List.of(
                        new ConnectorFindings.Subscription(
                            UUID.randomUUID(), "Production", List.of("contoso-kv"), null)))));
    admin(
        """
        {"name": "South", "organization": "%s", "signIn": {"kind": "managedIdentity"}}
        """
            .formatted(organization));
    console.as("Ada Admin").at("/console/connectors/South").until("Connected.").shots("connector");

    assertThat(browser.text())
        .contains("A1B2C3D4", "Production", "Key vaults: contoso-kv", "robot@contoso.example");
    List<String> barriers = new ArrayList<>(browser.barriers());
    browser.click("Check the network").until("Not checked yet").click("Check now");
    browser.until("Check again").shots("preflight");
    barriers.addAll(browser.barriers());
    browser.at("/console/connection-guide?organization=" + organization).until("Show the steps");
    browser.shots("connection-guide");
    barriers.addAll(browser.barriers());
    browser.at("/console/connection-guide?organization=no/name").until("must be an organization's");
    assertThat(barriers).isEmpty();
    remove("South");
  }

  private Installation.Answer stored(String name) {
    return console.contoso.get(console.contoso.token(console.administrator), "/connectors/" + name);
  }

  private String fingerprint(String name) {
    return stored(name).json().at("/signIn/personalAccessTokenState/fingerprint").asString();
  }

  private void admin(String connector) {
    Contoso.must(
        console.contoso.post(
            console.contoso.token(console.administrator), "/connectors", connector),
        201);
  }

  private void remove(String name) {
    console.contoso.call(
        console.contoso.token(console.administrator),
        "DELETE",
        "/connectors/" + name,
        null,
        java.util.Map.of());
  }
}
