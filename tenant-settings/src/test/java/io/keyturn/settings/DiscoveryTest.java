package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a signed-in user sees, asked of an Azure DevOps that knows people apart. */
class DiscoveryTest {

  private final Contoso contoso = Contoso.shared();
  private final String ada = contoso.person("Ada");
  private final Member adaHere = contoso.member(contoso.contoso, ada, "Ada");

  @AfterEach
  void asItWas() {
    settings(true, false);
    contoso.azure.entra().consent(Contoso.TENANT, Contoso.KEYTURN, Contoso.AZURE_DEVOPS);
  }

  @Test
  @DisplayName("A-11, A-28: organizations by tenant, asked with the user's own token")
  void organizationsByTenant() {
    contoso.member(contoso.fabrikam, ada, "Ada");
    int before = contoso.contoso.calls().size();

    Answer listed = contoso.get(contoso.token(ada), "/organizations");

    assertThat(listed.status()).as(listed.text()).isEqualTo(200);
    assertThat(listed.json().path("groups")).hasSize(1);
    JsonNode group = listed.json().at("/groups/0");
    assertThat(group.path("tenantId").asString()).isEqualTo(Contoso.TENANT);
    assertThat(group.path("home").booleanValue()).isFalse();
    assertThat(names(group.path("organizations"))).containsExactly("contoso", "fabrikam-labs");
    assertThat(group.at("/organizations/0/connector").asString()).isEqualTo("contoso");
    assertThat(group.at("/organizations/1/connector").isNull()).isTrue();
    assertThat(listed.json().path("notes")).isEmpty();
    List<RecordedCall> calls = contoso.contoso.calls();
    assertThat(calls.subList(before, calls.size()))
        .isNotEmpty()
        .allMatch(call -> call.who().equals("Ada"));
  }

  @Test
  @DisplayName("A-11: an organization of which nobody says the tenant stands in no group")
  void anOrganizationWithoutTenantIsStillShown() {
    String grace = contoso.person("Grace");
    contoso.member(contoso.fabrikam, grace, "Grace");
    contoso.fabrikam.deactivate();
    try {
      JsonNode groups = contoso.get(contoso.token(grace), "/organizations").json().path("groups");

      assertThat(groups).hasSize(1);
      assertThat(groups.at("/0/tenantId").isNull()).isTrue();
      assertThat(names(groups.at("/0/organizations"))).containsExactly("fabrikam-labs");
    } finally {
      contoso.fabrikam.activate();
    }
  }

  @Test
  @DisplayName("A-23: an empty list says what to verify, and is no error")
  void anEmptyListSaysWhatToVerify() {
    Answer listed = contoso.get(contoso.token(contoso.person("Eve")), "/organizations");

    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.json().path("groups")).isEmpty();
    assertThat(listed.json().at("/notes/0/code").asString()).isEqualTo("organizations.none");
    assertThat(listed.json().at("/notes/0/remedy").asString())
        .contains("consented", "at least one organization");
  }

  @Test
  @DisplayName("A-16, A-17: missing consent names the tenant and where an administrator consents")
  void missingConsent() {
    contoso.azure.entra().withdrawConsent(Contoso.TENANT, Contoso.KEYTURN, Contoso.AZURE_DEVOPS);

    Answer refused = contoso.get(contoso.token(ada), "/organizations");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("consent.required");
    assertThat(refused.json().path("detail").asString()).contains(Contoso.TENANT, "AADSTS65001");
    assertThat(refused.json().path("remedy").asString())
        .contains(
            contoso.azure.origin()
                + "/entra/"
                + Contoso.TENANT
                + "/adminconsent?client_id="
                + Contoso.KEYTURN);
  }

  @Test
  @DisplayName("A-08: a guest sees the home tenant's organizations too when the setting is on")
  void aGuestsHomeTenant() {
    String[] gus = contoso.guest("Gus");
    contoso.member(contoso.contoso, gus[0], "Gus");
    contoso.member(contoso.athome, gus[1], "Gus");
    String here = contoso.token(gus[0]);
    Map<String, String> home = Map.of("Keyturn-Home-Token", contoso.token(gus[1]));

    JsonNode off = organizations(here, home);
    settings(true, true);
    JsonNode on = organizations(here, home);
    JsonNode withoutToken = organizations(here, Map.of());
    JsonNode members = organizations(contoso.token(ada), home);

    assertThat(tenants(off)).containsExactly(Contoso.TENANT);
    assertThat(tenants(on)).containsExactly(Contoso.TENANT, Contoso.HOME);
    assertThat(on.at("/groups/1/home").booleanValue()).isTrue();
    assertThat(names(on.at("/groups/1/organizations"))).containsExactly("athome");
    assertThat(tenants(withoutToken)).containsExactly(Contoso.TENANT);
    assertThat(withoutToken.at("/notes/0/code").asString()).isEqualTo("home-sign-in.required");
    assertThat(withoutToken.at("/notes/0/detail").asString()).contains(Contoso.HOME);
    assertThat(tenants(members)).containsExactly(Contoso.TENANT);
  }

  @Test
  @DisplayName("A-08: the home tenant's projects only with its own token, and only when included")
  void aGuestsHomeProjects() {
    String[] gus = contoso.guest("Gus");
    contoso.athome.project("Attic");
    contoso
        .member(contoso.athome, gus[1], "Gus")
        .joins(contoso.athome.projectCollectionAdministrators());
    String here = contoso.token(gus[0]);
    String path = "/organizations/athome/projects?tenant=" + Contoso.HOME;
    Map<String, String> home = Map.of("Keyturn-Home-Token", contoso.token(gus[1]));

    assertThat(contoso.call(here, "GET", path, null, home).code())
        .isEqualTo("organization.tenant-not-included");
    settings(true, true);
    assertThat(contoso.get(here, path).code()).isEqualTo("home-sign-in.required");
    assertThat(
            contoso
                .call(here, "GET", path, null, Map.of("Keyturn-Home-Token", contoso.token(ada)))
                .code())
        .isEqualTo("home-sign-in.refused");
    assertThat(names(contoso.call(here, "GET", path, null, home).json().path("items")))
        .containsExactly("Attic");
    assertThat(contoso.get(contoso.token(ada), path).code())
        .isEqualTo("organization.tenant-not-included");
  }

  @Test
  @DisplayName("A-01: with the tenant off nothing is offered and nothing is asked")
  void theTenantIsOff() {
    settings(false, false);
    int before = contoso.exchanges.size();

    for (String path :
        List.of(
            "/organizations",
            "/organizations/contoso/projects",
            "/organizations/contoso/projects/" + UUID.randomUUID() + "/service-connections")) {
      assertThat(contoso.get(contoso.token(ada), path).code()).isEqualTo("tenant.integration-off");
    }
    assertThat(contoso.exchanges).hasSize(before);
  }

  @Test
  void anInstallationWithoutRegistrationSaysSo() {
    Tenant elsewhere = Installation.shared().tenant().connectedTo("not-configured");

    Answer refused = elsewhere.get("/organizations");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("discovery.not-configured");
    assertThat(refused.json().path("remedy").asString()).contains("keyturn.discovery.client-id");
  }

  @Test
  @DisplayName("A-28: an application's token has no user to ask for")
  void anApplicationIsNoUser() {
    contoso
        .azure
        .entra()
        .assignRole(
            Contoso.TENANT,
            contoso.azure.entra().servicePrincipalId(Contoso.TENANT, Contoso.KEYTURN).orElseThrow(),
            Contoso.KEYTURN,
            "Rotation.TenantAdmin");
    String token =
        contoso.azure.entra().applicationToken(Contoso.TENANT, Contoso.KEYTURN, Contoso.API);

    assertThat(contoso.get(token, "/organizations").code()).isEqualTo("sign-in.user-required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-abc", "abc-", "a_b", "a.b", "%20", "a%20b"})
  @DisplayName("S-12: nothing is asked without an organization")
  void noOrganizationNoQuestion(String organization) {
    int before = contoso.exchanges.size();

    Answer refused =
        contoso.get(contoso.token(ada), "/organizations/" + organization + "/projects");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("parameter.invalid");
    assertThat(contoso.exchanges).hasSize(before);
  }

  @Test
  @DisplayName("A-16, D-23: an organization that the user does not reach is none of our errors")
  void anOrganizationOutOfReach() {
    Answer stranger =
        contoso.get(contoso.token(contoso.person("Eve")), "/organizations/contoso/projects");
    Answer missing = contoso.get(contoso.token(ada), "/organizations/there-is-none/projects");

    assertThat(stranger.status()).as(stranger.text()).isBetween(400, 499);
    assertThat(missing.status()).as(missing.text()).isBetween(400, 499);
  }

  @Test
  @DisplayName("R-19: a project out of reach says what to ask for; with access the same call works")
  void aProjectOutOfReachIsReachedWithAccess() {
    AzureProject closed = contoso.contoso.project("Closed " + UUID.randomUUID());
    String rita = contoso.person("Rita");
    Member member = contoso.member(contoso.contoso, rita, "Rita");
    String path = "/organizations/contoso/projects/" + closed.id() + "/service-connections";

    Answer refused = contoso.get(contoso.token(rita), path);

    assertThat(refused.status()).as(refused.text()).isEqualTo(404);
    assertThat(refused.code()).isEqualTo("project.not-found");
    assertThat(refused.json().path("remedy").asString())
        .contains("ask one of its administrators for access", "try again");

    member.joins(closed.endpointAdministrators());
    assertThat(contoso.get(contoso.token(rita), path).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("R-09, Z-13: the default project is marked in the list, and written nowhere")
  void theDefaultProjectIsMarked() {
    String dora = contoso.person("Dora");
    String shop = "Shop " + UUID.randomUUID();
    AzureProject first = contoso.contoso.project(shop);
    contoso
        .member(contoso.contoso, dora, "Dora")
        .joins(first.endpointAdministrators())
        .joins(contoso.contoso.project("Other " + UUID.randomUUID()).endpointAdministrators());
    UUID application = contoso.application(dora);
    Contoso.must(
        contoso.put(
            contoso.admin(),
            "/connectors/contoso",
            "{\"organization\": \"contoso\", \"defaultProject\": \"%s\"}".formatted(shop)),
        200);

    JsonNode listed =
        contoso.get(contoso.token(dora), "/organizations/contoso/projects").json().path("items");
    Answer bound =
        contoso.post(
            contoso.token(dora),
            "/applications/" + application + "/bindings",
            "{\"organization\": \"contoso\", \"connectionId\": \"%s\"}"
                .formatted(UUID.randomUUID()));

    assertThat(listed)
        .filteredOn(it -> it.path("preselected").booleanValue())
        .singleElement()
        .satisfies(it -> assertThat(it.path("name").asString()).isEqualTo(shop));
    assertThat(listed.size()).isGreaterThan(1);
    assertThat(bound.fieldCode("projectId")).as(bound.text()).isNotEmpty();
  }

  @Test
  void projectsComeInParts() {
    String pat = contoso.person("Pat");
    contoso
        .member(contoso.fabrikam, pat, "Pat")
        .joins(contoso.fabrikam.projectCollectionAdministrators());
    for (int i = 0; i < 5; i++) {
      contoso.fabrikam.project("Part " + i);
    }

    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          contoso
              .get(
                  contoso.token(pat),
                  "/organizations/fabrikam-labs/projects?limit=2"
                      + (next.isEmpty() ? "" : "&after=" + next))
              .json();
      assertThat(page.path("items").size()).isBetween(1, 2);
      seen.addAll(names(page.path("items")));
      next = page.path("next").asString("");
    } while (!next.isEmpty());

    assertThat(seen)
        .contains("Part 0", "Part 1", "Part 2", "Part 3", "Part 4")
        .doesNotHaveDuplicates();
    assertThat(
            contoso
                .get(contoso.token(pat), "/organizations/fabrikam-labs/projects?after=%2F..")
                .code())
        .isEqualTo("after.invalid");
  }

  @Test
  @DisplayName("A-18, A-24: without membership the project is blocked and no list is asked for")
  void blockedProject() {
    AzureProject project = contoso.contoso.project("Blocked");
    contoso.arm(project, "prod", UUID.randomUUID());
    adaHere.joins(project.contributors());

    Answer blocked = connections(project, "");

    assertThat(blocked.status()).isEqualTo(403);
    assertThat(blocked.code()).isEqualTo("project.blocked");
    assertThat(blocked.json().path("detail").asString()).contains("Blocked", "not loaded");
    assertThat(blocked.json().path("remedy").asString())
        .contains("Endpoint Administrators", "Project Administrators", "Blocked")
        .contains("Project Collection Administrators");
    assertThat(contoso.endpointCalls(project)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Endpoint Administrators",
        "Project Administrators",
        "Project Collection Administrators",
        "nested"
      })
  @DisplayName("A-12: any one of the three groups opens the project")
  void anyOfTheThreeGroups(String group) {
    AzureProject project = contoso.contoso.project("Open to " + group);
    contoso.arm(project, "prod", UUID.randomUUID());
    switch (group) {
      case "Endpoint Administrators" -> adaHere.joins(project.endpointAdministrators());
      case "Project Administrators" -> adaHere.joins(project.administrators());
      case "nested" ->
          adaHere.joins(
              contoso
                  .contoso
                  .entraGroup(UUID.randomUUID().toString(), "Platform")
                  .joins(project.endpointAdministrators()));
      default -> {
        adaHere.joins(contoso.contoso.projectCollectionAdministrators());
        project.assign(adaHere, "User");
      }
    }

    Answer listed = connections(project, "");

    assertThat(listed.status()).as(listed.text()).isEqualTo(200);
    assertThat(names(listed.json().path("items"))).containsExactly("prod");
  }

  @Test
  @DisplayName("A-13, A-13a, A-14, A-15, A-25: what cannot be chosen is shown and says why")
  void theUnsupportedAreShownDisabled() {
    AzureProject project = contoso.contoso.project("Selector");
    adaHere.joins(project.endpointAdministrators());
    UUID application = UUID.randomUUID();
    String id = application.toString();
    contoso.arm(project, "1 manual", application);
    project.connection("2 registry").dockerRegistry("https://harbor.contoso.example", "bot", "p");
    project.connection("3 automatic").automatic(Contoso.TENANT, id, "s", Contoso.SUBSCRIPTION, "P");
    project.connection("4 federated").federated(Contoso.TENANT, id, Contoso.SUBSCRIPTION, "P");
    project.connection("5 managed").managedIdentity(Contoso.TENANT, Contoso.SUBSCRIPTION, "P");
    project
        .connection("6 certificate")
        .certificate(Contoso.TENANT, id, "pem", Contoso.SUBSCRIPTION, "P");
    project.connection("7 hub").dockerHub("contoso", "p");
    project
        .connection("8 acr")
        .azureContainerRegistry(Contoso.TENANT, id, "s", "contoso.azurecr.io");
    project.connection("9 generic").generic("https://example.com", "u", "p");
    contoso.arm(project, "a not ready", application).edit(it -> it.put("isReady", false));
    contoso.arm(project, "b others", UUID.randomUUID());

    Answer listed = connections(project, "?for=" + application);

    assertThat(listed.status()).as(listed.text()).isEqualTo(200);
    List<String> shown = new ArrayList<>();
    for (JsonNode item : listed.json().path("items")) {
      assertThat(item.path("supported").booleanValue()).isEqualTo(!item.has("reason"));
      if (item.has("reason")) {
        assertThat(item.path("why").asString())
            .contains(item.path("name").asString())
            .endsWith(".");
      }
      shown.add(item.path("name").asString().charAt(0) + " " + item.path("reason").asString("yes"));
    }
    assertThat(shown)
        .containsExactly(
            "1 yes",
            "2 yes",
            "3 CONNECTION_AUTOMATIC",
            "4 CONNECTION_SCHEME_UNSUPPORTED",
            "5 CONNECTION_SCHEME_UNSUPPORTED",
            "6 CONNECTION_CERTIFICATE",
            "7 REGISTRY_TYPE_UNSUPPORTED",
            "8 REGISTRY_TYPE_UNSUPPORTED",
            "9 CONNECTION_TYPE_UNSUPPORTED",
            "a CONNECTION_NOT_READY",
            "b IDENTITY_MISMATCH");
    assertThat(listed.text()).contains("not currently supported for credential refresh");
  }

  @Test
  @DisplayName("A-13a: a connection shared into the project needs the right that reaches all of it")
  void aSharedConnectionIsShownOnce() {
    AzureProject project = contoso.contoso.project("Shared to");
    adaHere.joins(project.endpointAdministrators());
    ServiceConnection shared =
        contoso
            .arm(contoso.contoso.project("Shared from"), "common", UUID.randomUUID())
            .sharedWith(project, "common");

    JsonNode denied = connections(project, "").json().path("items");
    shared.organizationAdministrator(adaHere);
    JsonNode allowed = connections(project, "").json().path("items");

    assertThat(denied).hasSize(1);
    assertThat(denied.at("/0/reason").asString()).isEqualTo("CONNECTION_ADMINISTRATION_DENIED");
    assertThat(allowed).hasSize(1);
    assertThat(allowed.at("/0/supported").booleanValue()).isTrue();
    assertThat(allowed.at("/0/sharedWith/0").asString()).isEqualTo("Shared from");
  }

  @Test
  void connectionsAreSearchedAndComeInParts() {
    AzureProject project = contoso.contoso.project("Many");
    adaHere.joins(project.endpointAdministrators());
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      contoso.arm(project, "Prod " + i, UUID.randomUUID());
      contoso.arm(project, "test " + i, UUID.randomUUID());
      all.add("Prod " + i);
    }

    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          connections(project, "?search=PROD&limit=3" + (next.isEmpty() ? "" : "&after=" + next))
              .json();
      seen.addAll(names(page.path("items")));
      next = page.path("next").asString("");
    } while (!next.isEmpty());

    assertThat(seen).isEqualTo(all);
    assertThat(connections(project, "?after=%2A").code()).isEqualTo("after.invalid");
  }

  @Test
  @DisplayName("S-15, FAULT-23: tokens are kept per user, sign-in and organization")
  void tokensNeverCross() {
    contoso.contoso.project("Crossing");
    String bob = contoso.person("Bob");
    contoso.member(contoso.contoso, bob, "Bob");
    contoso.member(contoso.fabrikam, ada, "Ada");
    String signedIn = contoso.token(ada);
    int before = contoso.exchanges.size();

    assertThat(exchangesOf(before, signedIn, "contoso")).isEqualTo(1);
    assertThat(exchangesOf(before, signedIn, "Contoso")).isEqualTo(1);
    assertThat(exchangesOf(before, signedIn, "fabrikam-labs")).isEqualTo(2);
    assertThat(exchangesOf(before, contoso.token(bob), "contoso")).isEqualTo(3);
    assertThat(contoso.contoso.calls().getLast().who()).isEqualTo("Bob");
    assertThat(exchangesOf(before, signedIn, "contoso")).isEqualTo(3);
    assertThat(contoso.contoso.calls().getLast().who()).isEqualTo("Ada");
    assertThat(exchangesOf(before, contoso.token(ada), "contoso")).isEqualTo(4);
  }

  private int exchangesOf(int before, String token, String organization) {
    Contoso.must(contoso.get(token, "/organizations/" + organization + "/projects"), 200);
    return contoso.exchanges.size() - before;
  }

  private Answer connections(AzureProject project, String query) {
    return contoso.get(
        contoso.token(ada),
        "/organizations/contoso/projects/" + project.id() + "/service-connections" + query);
  }

  private void settings(boolean enabled, boolean includeHome) {
    Contoso.must(
        contoso.put(contoso.admin(), "/devops-settings", Contoso.settings(enabled, includeHome)),
        200);
  }

  private JsonNode organizations(String token, Map<String, String> headers) {
    Answer answer = contoso.call(token, "GET", "/organizations", null, headers);
    Contoso.must(answer, 200);
    return answer.json();
  }

  private static List<String> tenants(JsonNode list) {
    return list.path("groups").valueStream().map(it -> it.path("tenantId").asString()).toList();
  }

  private static List<String> names(JsonNode items) {
    return items.valueStream().map(it -> it.path("name").asString()).toList();
  }
}
