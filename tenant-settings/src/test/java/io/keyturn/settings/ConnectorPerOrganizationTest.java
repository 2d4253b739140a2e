package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.SignIn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** One connector is one organization, with a sign-in of its own or the tenant's. */
class ConnectorPerOrganizationTest {

  private static final String OWN = "5ec00000-0000-4000-8000-000000000002";
  private static final String TENANTS = "5ec00000-0000-4000-8000-000000000001";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  /** Names of organizations of this test alone, for others ask the same installation. */
  private final String one = "one-" + tenant.id.toString().substring(0, 8);

  private final String two = "two-" + tenant.id.toString().substring(0, 8);

  @Test
  @DisplayName(
      "S-10: an organization each, and an application bound in several gets each one's own")
  void severalOrganizationsAreSeveralConnectors() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Answer both =
        tenant.post(
            "/connectors",
            "{\"name\": \"both\", \"organization\": [\"%s\", \"%s\"]}".formatted(one, two));
    assertThat(both.status()).isEqualTo(422);
    assertThat(both.fieldCode("organization")).isEqualTo("field.type");

    connector("first", one, "{\"kind\": \"tenantDefault\"}");
    UUID application = bound(one);
    String elsewhere = "/applications/" + application + "/bindings";
    assertThat(tenant.post(elsewhere, Tenant.binding(two, UUID.randomUUID())).code())
        .as("a connector serves no second organization")
        .isEqualTo("connector.missing");

    connector("second", two, "{\"kind\": \"tenantDefault\"}");
    Tenant.must(tenant.post(elsewhere, Tenant.binding(two, UUID.randomUUID())), 201);
    assertThat(asked(application)).containsOnlyKeys(one, two);

    installation.verification.answer(two, ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER, "Not a member.");
    tenant.post("/connectors/second/verify", null);
    assertThat(tenant.get("/connectors/first").json().path("status").asString())
        .as("what becomes of one leaves the other alone")
        .isEqualTo("CONNECTED");
  }

  @Test
  @DisplayName("C-2: an organization's own identity is used there, everywhere else the tenant's")
  void anOrganizationsOwnIdentityIsUsedThereOnly() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    connector("first", one, "{\"kind\": \"tenantDefault\"}");
    connector(
        "second",
        two,
        """
        {"kind": "servicePrincipal", "servicePrincipal": {"clientId": "%s",
          "clientSecret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "own-sp"}}}
        """
            .formatted(OWN));
    UUID application = bound(one, two);

    assertThat(verifiedAs()).contains(TENANTS, OWN);
    assertThat(asked(application))
        .containsExactlyInAnyOrderEntriesOf(Map.of(one, TENANTS, two, OWN));

    String third = "5ec00000-0000-4000-8000-000000000003";
    Tenant.must(
        tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE.replace(TENANTS, third)), 200);
    assertThat(asked(application))
        .as("another identity of the tenant's")
        .containsExactlyInAnyOrderEntriesOf(Map.of(one, third, two, OWN));
  }

  @ParameterizedTest
  @CsvSource({
    "https://%s.visualstudio.com",
    "http://%s.VisualStudio.com/DefaultCollection/Shop",
    "%s.visualstudio.com/Shop/_git/web?path=x",
    "https://dev.azure.com/%s/Shop"
  })
  @DisplayName(
      "D-03: the old address is the same organization: stored, shown and unique by its name")
  void theOldAddressIsTheSameOrganization(String address) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    Answer strict = create("first", address.formatted(one), "?strict=true");
    Answer saved = create("first", address.formatted(one), "");
    Answer again = create("second", one.toUpperCase(java.util.Locale.ROOT), "");

    assertThat(strict.fieldCode("organization")).isEqualTo("organization.url");
    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(saved.json().path("organization").asString()).isEqualTo(one);
    assertThat(tenant.get("/connectors/first").text()).doesNotContainIgnoringCase("visualstudio");
    assertThat(again.code()).isEqualTo("connector.organization-taken");
  }

  @Test
  @DisplayName("D-03, R-10: an organization that is not found is what the answer complains about")
  void anOrganizationThatIsNotFoundIsTheFieldThatIsWrong() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    installation.verification.answer(one, ConnectorStatus.ORGANIZATION_NOT_FOUND, "Not found.");

    Answer refused = create("first", one, "");

    assertThat(refused.fieldCode("organization")).isEqualTo("ORGANIZATION_NOT_FOUND");
    assertThat(refused.json().path("remedy").asString()).contains("the part after dev.azure.com/");
  }

  @Test
  @DisplayName("R-09: organization and token are all it takes; a default project may be named")
  void aDefaultProjectMayBeNamed() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    String token =
        "\"signIn\": {\"kind\": \"personalAccessToken\", \"personalAccessToken\": \"pat\"}";
    Tenant.must(
        tenant.post(
            "/connectors",
            "{\"name\": \"plain\", \"organization\": \"%s\", %s}".formatted(one, token)),
        201);
    Tenant.must(
        tenant.post(
            "/connectors",
            "{\"name\": \"begins\", \"organization\": \"%s\", \"defaultProject\": \" Shop \", %s}"
                .formatted(two, token)),
        201);

    assertThat(tenant.get("/connectors/plain").json().path("defaultProject").isNull()).isTrue();
    assertThat(tenant.get("/connectors/begins").json().path("defaultProject").asString())
        .isEqualTo("Shop");
    Tenant.must(
        tenant.put(
            "/connectors/begins",
            "{\"organization\": \"%s\", \"defaultProject\": \"\", %s}".formatted(two, token)),
        200);
    assertThat(tenant.get("/connectors/begins").json().path("defaultProject").isNull()).isTrue();
  }

  @Test
  void anEditThatLeavesTheSignInOutLeavesItAsItIs() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Answer made =
        tenant.post(
            "/connectors",
            """
            {"name": "abc", "organization": "%s", "defaultProject": "Shop",
             "signIn": {"kind": "personalAccessToken", "personalAccessToken": "own-pat",
               "personalAccessTokenExpiresOn": "2099-12-31"}}
            """
                .formatted(one));
    Tenant.must(made, 201);

    Answer edited =
        tenant.put(
            "/connectors/abc", "{\"name\": \"abd\", \"organization\": \"%s\"}".formatted(one));

    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
    assertThat(edited.json().path("name").asString()).isEqualTo("abd");
    assertThat(edited.json().path("defaultProject").asString()).isEqualTo("Shop");
    assertThat(edited.json().path("signIn")).isEqualTo(made.json().path("signIn"));
    assertThat(installation.verification.asked.getLast())
        .as("and it is verified with what it keeps")
        .isEqualTo(new SignIn.PersonalAccessToken(ClientSecret.of("own-pat")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"_hidden", "a/b", "https://dev.azure.com/contoso/Shop", "a.", "a*b"})
  void aDefaultProjectIsAName(String typed) {
    Answer refused =
        tenant.post(
            "/connectors",
            "{\"name\": \"abc\", \"organization\": \"%s\", \"defaultProject\": \"%s\"}"
                .formatted(one, typed));
    assertThat(refused.code()).isEqualTo("tenant.unknown");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(
            tenant
                .post(
                    "/connectors",
                    "{\"name\": \"abc\", \"organization\": \"%s\", \"defaultProject\": \"%s\"}"
                        .formatted(one, typed))
                .fieldCode("defaultProject"))
        .isEqualTo("project.name");
  }

  @Test
  @DisplayName("Z-21, R-19: a default project that is not visible is said, and so is the next step")
  void aDefaultProjectThatIsNotVisibleIsSaid() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    ConnectorFindings found =
        new ConnectorFindings(
            "svc",
            1,
            List.of(
                new ConnectorFindings.Project(UUID.randomUUID(), "Shop", 1, List.of("x"), null)),
            List.of(),
            List.of());
    installation.verification.answer(one, new Verdict(ConnectorStatus.CONNECTED, "Yes.", found));
    String body = "{\"name\": \"abc\", \"organization\": \"%s\", \"defaultProject\": \"%s\"}";
    Tenant.must(tenant.post("/connectors", body.formatted(one, "Warehouse")), 201);

    Answer partial = tenant.get("/connectors/abc");
    Answer whole = tenant.put("/connectors/abc", body.formatted(one, "shop"));

    assertThat(partial.json().path("status").asString()).isEqualTo("CONNECTED_PARTIAL");
    assertThat(partial.json().path("statusMessage").asString())
        .contains("Warehouse", "give the identity access");
    assertThat(whole.json().path("status").asString()).isEqualTo("CONNECTED");
  }

  @Test
  @DisplayName("Z-04: tenant and client id are all that federation takes; there is no subscription")
  void federationTakesTwoIdsAndNoSubscription() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    String identity =
        "{\"kind\": \"workloadIdentityFederation\", \"federatedIdentity\": {\"tenantId\": \"%s\","
                .formatted(tenant.id)
            + " \"clientId\": \""
            + OWN
            + "\"%s}}";

    Answer refused =
        tenant.post(
            "/connectors",
            "{\"name\": \"first\", \"organization\": \"%s\", \"signIn\": %s}"
                .formatted(one, identity.formatted(", \"subscriptionId\": \"" + OWN + "\"")));
    connector("first", one, identity.formatted(""));

    assertThat(refused.fieldCode("signIn.federatedIdentity.subscriptionId"))
        .isEqualTo("field.unknown");
    Answer stored = tenant.get("/connectors/first");
    assertThat(stored.json().at("/signIn/federatedIdentity").propertyNames())
        .containsExactlyInAnyOrder("tenantId", "clientId");
    assertThat(tenant.get("/federated-credential").json().propertyNames())
        .containsExactlyInAnyOrder("issuer", "subject", "audience");
    JsonMapper.shared()
        .readTree(installation.call(null, "GET", "/api/v1/openapi", null).text())
        .path("components")
        .path("schemas")
        .properties()
        .stream()
        // What verification has seen may be told; nobody is ever asked for one.
        .filter(schema -> !schema.getKey().equals("ConnectorFindings"))
        .forEach(schema ->
            assertThat(schema.getValue().path("properties").propertyNames())
                .as(schema.getKey())
                .noneMatch(it -> it.toLowerCase(java.util.Locale.ROOT).contains("subscription")));
  }

  private Answer create(String name, String organization, String query) {
    return tenant.post(
        "/connectors" + query,
        "{\"name\": \"%s\", \"organization\": \"%s\"}".formatted(name, organization));
  }

  private void connector(String name, String organization, String signIn) {
    Tenant.must(
        tenant.post(
            "/connectors",
            "{\"name\": \"%s\", \"organization\": \"%s\", \"signIn\": %s}"
                .formatted(name, organization, signIn)),
        201);
  }

  private UUID bound(String... organizations) {
    UUID application = tenant.application();
    for (String organization : organizations) {
      Tenant.must(
          tenant.post(
              "/applications/" + application + "/bindings",
              Tenant.binding(organization, UUID.randomUUID())),
          201);
    }
    return application;
  }

  /** The client ids of this tenant's verifications so far. */
  private List<String> verifiedAs() {
    return installation.verification.asked.stream()
        .filter(SignIn.ServicePrincipal.class::isInstance)
        .map(SignIn.ServicePrincipal.class::cast)
        .filter(it -> it.tenantId().equals(tenant.id.toString()))
        .map(SignIn.ServicePrincipal::clientId)
        .toList();
  }

  /** By organization the client id that the worker is told to sign in as. */
  private Map<String, String> asked(UUID application) {
    Answer answer =
        installation.call(
            installation.entra.token(
                Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
            "GET",
            "/api/v1/worker/tenants/"
                + tenant.id
                + "/applications/"
                + application
                + "/rotation-settings",
            null,
            Map.of("Keyturn-Sealing-Key", SealingKey.generate().publicKey()));
    Tenant.must(answer, 200);
    return JsonMapper.shared()
        .readValue(answer.text(), RotationSettings.class)
        .connectors()
        .stream()
        .collect(
            java.util.stream.Collectors.toMap(
                RotationSettings.Connector::organization,
                it -> ((WorkerSignIn.ServicePrincipal) it.signIn()).clientId()));
  }
}
