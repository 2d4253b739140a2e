package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.SignIn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kinds of sign-in that a connector may have, and what is said of their secrets. */
class SignInKindsTest {

  private static final String CLIENT = "5ec00000-0000-4000-8000-000000000009";
  private static final String OTHER = "5ec00000-0000-4000-8000-000000000010";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final String organization = "kind-" + tenant.id.toString().substring(0, 8);

  @Test
  @DisplayName(
      "S-11: a certificate is named by its place in Key Vault, verified and shown without its key")
  void aCertificate() {
    Answer saved =
        create(
            """
            {"kind": "certificate", "certificatePrincipal": {"clientId": "%s",
              "certificate": {"vaultUrl": "https://contoso.vault.azure.net", "name": "devops"}}}
            """
                .formatted(CLIENT));

    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(installation.verification.asked)
        .contains(
            new SignIn.Certificate(
                tenant.id.toString(),
                CLIENT,
                new SecretLocation("https://contoso.vault.azure.net", "devops")));
    assertThat(saved.json().at("/signIn/certificatePrincipal/certificate/name").asString())
        .isEqualTo("devops");
    assertThat(tenant.get("/connectors/kinds").text()).isEqualTo(saved.text());
    assertThat(door().at("/connectors/0/signIn/kind").asString()).isEqualTo("certificate");
    assertThat(create("{\"kind\": \"certificate\"}").fieldCode("signIn.certificatePrincipal"))
        .isEqualTo("field.required");
  }

  @Test
  @Tag("Z-11")
  @DisplayName("D-15, S-16, Z-11: the machine's own identity needs no value at all")
  void systemAssigned() {
    Answer saved = create("{\"kind\": \"managedIdentity\"}");

    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(installation.verification.asked).contains(new SignIn.Machine(null, null));
    assertThat(saved.json().at("/signIn/managedIdentity").propertyNames()).isEmpty();
    assertThat(tenant.get("/connectors/kinds").text()).isEqualTo(saved.text());
  }

  @Test
  @Tag("S-18")
  @DisplayName("S-16, S-17, S-18: the worker is told the machine's identity, and needs nobody")
  void userAssignedForAnotherTenant() {
    Answer saved =
        create(
            """
            {"kind": "managedIdentity", "managedIdentity": {"clientId": "%s",
              "application": {"clientId": "%s", "tenantId": "%s"}}}
            """
                .formatted(CLIENT, OTHER, CLIENT));

    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(installation.verification.asked)
        .contains(new SignIn.Machine(CLIENT, new SignIn.Machine.Application(CLIENT, OTHER)));
    // No sealed token and no statement: there is nothing that a person has to renew.
    var told = door().at("/connectors/0/signIn");
    assertThat(told.path("kind").asString()).isEqualTo("managedIdentity");
    assertThat(told.path("clientId").asString()).isEqualTo(CLIENT);
    assertThat(told.at("/application/clientId").asString()).isEqualTo(OTHER);
    assertThat(told.propertyNames()).containsExactlyInAnyOrder("kind", "clientId", "application");
  }

  @Test
  @Tag("D-15")
  @DisplayName("D-15: a client id that is an expression is refused with a sentence")
  void anExpressionIsNoClientId() {
    for (String wrong :
        List.of("$(CLIENT_ID)", "$(az identity show)", "${CLIENT_ID}", "`id`", "{{id}}", "%ID%")) {
      Answer refused =
          create(
              "{\"kind\": \"managedIdentity\", \"managedIdentity\": {\"clientId\": \"%s\"}}"
                  .formatted(wrong));

      assertThat(refused.status()).as(wrong).isEqualTo(422);
      assertThat(refused.fieldCode("signIn.managedIdentity.clientId")).isEqualTo("field.guid");
      assertThat(refused.json().at("/errors/0/message").asString())
          .as(wrong)
          .contains("expression that nothing has filled in");
    }
    Answer word =
        create(
            "{\"kind\": \"managedIdentity\", \"managedIdentity\": {\"clientId\": \"my-identity\"}}");
    assertThat(word.json().at("/errors/0/message").asString()).contains("for example");
    assertThat(tenant.get("/connectors/kinds").code()).isEqualTo("connector.unknown");
  }

  @Test
  @Tag("S-24")
  @DisplayName("S-24: a connector may have a personal access token of its own, and tells its state")
  void anOwnToken() {
    installation.verification.answer(
        organization,
        new Verdict(
            ConnectorStatus.CONNECTED,
            "Connected.",
            new ConnectorFindings("svc-keyturn", 1, List.of(), List.of(), List.of())));

    Answer saved =
        create("{\"kind\": \"personalAccessToken\", \"personalAccessToken\": \" s24-canary \"}");

    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(installation.verification.asked)
        .contains(new SignIn.PersonalAccessToken(ClientSecret.of("s24-canary")));
    assertThat(saved.json().at("/signIn/personalAccessTokenState/set").booleanValue()).isTrue();
    assertThat(saved.json().path("verifiedAt").asString()).isNotEmpty();
    assertThat(saved.json().at("/findings/signedInAs").asString()).isEqualTo("svc-keyturn");
    assertThat(saved.text() + tenant.get("/connectors/kinds").text()).doesNotContain("s24-canary");
  }

  @Test
  @Tag("S-25")
  @DisplayName("S-25: the tenant's token tells when it was last verified, whose it is, and its end")
  void theTenantsToken() {
    installation.verification.answer(
        organization,
        new Verdict(
            ConnectorStatus.CONNECTED,
            "Connected.",
            new ConnectorFindings("svc-keyturn", 1, List.of(), List.of(), List.of())));
    Answer first =
        tenant.put(
            "/devops-settings",
            """
            {"integrationEnabled": true, "useServicePrincipal": false,
             "personalAccessToken": "s25-canary", "personalAccessTokenExpiresOn": "2099-01-31"}
            """);
    assertThat(first.json().path("personalAccessTokenVerifiedAt").isNull()).isTrue();
    assertThat(first.json().path("personalAccessTokenExpiresOn").asString())
        .isEqualTo("2099-01-31");

    Tenant.must(create("{\"kind\": \"tenantDefault\"}"), 201);
    Answer shown = tenant.get("/devops-settings");

    assertThat(shown.json().path("personalAccessTokenVerifiedAt").asString()).isNotEmpty();
    assertThat(shown.json().path("personalAccessTokenOwner").asString()).isEqualTo("svc-keyturn");
    assertThat(shown.text()).doesNotContain("s25-canary");
    // What an administrator began to edit before a verification is not outdated by it.
    assertThat(shown.header("ETag")).isEqualTo(first.header("ETag"));

    Answer off = tenant.put("/devops-settings?saveUnverified=true", Tenant.SERVICE_PRINCIPAL_MODE);
    assertThat(off.json().path("personalAccessTokenVerifiedAt").isNull()).as(off.text()).isTrue();
  }

  @Test
  @Tag("S-34")
  @DisplayName("S-34: a connector of old without an organization is misconfigured, and is edited")
  void oldDataIsMisconfigured() {
    for (String old : List.of("", "https://dev.azure.com/contoso")) {
      Tenant own = installation.tenant();
      own.connectedTo("s34-" + own.id.toString().substring(0, 8));
      String name = own.get("/connectors").json().at("/items/0/name").asString();
      installation
          .sql
          .sql("update connector set organization = ? where tenant_id = ?")
          .params(old, own.id)
          .update();

      for (Answer shown :
          List.of(
              own.get("/connectors/" + name),
              own.post("/connectors/" + name + "/verify", null),
              own.get("/connectors/" + name))) {
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        assertThat(shown.json().path("status").asString()).isEqualTo("MISCONFIGURED");
        assertThat(shown.json().path("statusMessage").asString()).contains("organization");
        assertThat(shown.json().path("remedy").asString()).startsWith("Edit the connector");
      }
      Tenant.must(own.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
      Answer mended =
          own.put(
              "/connectors/" + name,
              "{\"organization\": \"mended-%s\"}".formatted(own.id.toString().substring(0, 8)));
      assertThat(mended.json().path("status").asString()).as(mended.text()).isEqualTo("CONNECTED");
    }
  }

  @Test
  @Tag("S-34")
  @DisplayName("S-34: a connector of old whose identity is missing is misconfigured")
  void oldDataWithoutAnIdentity() {
    Tenant.must(create("{\"kind\": \"managedIdentity\"}"), 201);
    for (String kind : List.of("CERTIFICATE", "WORKLOAD_IDENTITY_FEDERATION")) {
      installation
          .sql
          .sql("update connector set sign_in_kind = ? where tenant_id = ?")
          .params(kind, tenant.id)
          .update();

      assertThat(tenant.get("/connectors/kinds").json().path("status").asString())
          .isEqualTo("MISCONFIGURED");
      assertThat(tenant.post("/connectors/kinds/verify", null).json().path("status").asString())
          .isEqualTo("MISCONFIGURED");
      assertThat(door().at("/connectors/0/signIn/kind").asString()).isEqualTo("notAuthenticated");
    }
  }

  @Test
  @Tag("S-28")
  @DisplayName("S-28: another organization is verified anew, and the bindings left are flagged")
  void anotherOrganization() {
    tenant.connectedTo(organization);
    String connector = "/connectors/c-" + organization;
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organization, UUID.randomUUID())),
        201);
    String elsewhere = "else-" + tenant.id.toString().substring(0, 8);
    String body = "{\"organization\": \"%s\"}".formatted(elsewhere);

    Answer refused = tenant.put(connector, body);
    assertThat(refused.code()).isEqualTo("connector.in-use");
    assertThat(refused.json().path("errors")).hasSize(1);
    assertThat(refused.json().path("remedy").asString()).contains("force=true");
    installation.verification.answer(
        elsewhere, ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER, "Not a member there.");
    assertThat(tenant.put(connector + "?force=true", body).code())
        .as("verified in the new organization, not in the old one")
        .isEqualTo("connector.verification-failed");
    installation.verification.answer(elsewhere, ConnectorStatus.CONNECTED, "Connected.");

    Answer moved = tenant.put(connector + "?force=true", body);

    assertThat(moved.json().path("status").asString()).as(moved.text()).isEqualTo("CONNECTED");
    assertThat(moved.json().at("/findings/warnings/0").asString())
        .contains(organization, application.toString(), "refused");
    assertThat(
            tenant
                .get("/applications/" + application + "/bindings")
                .json()
                .at("/items/0/state")
                .asString())
        .isEqualTo("CONNECTOR_MISSING");
  }

  private Answer create(String signIn) {
    if (tenant.get("/devops-settings").status() != 200) {
      tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    }
    return tenant.post(
        "/connectors",
        "{\"name\": \"kinds\", \"organization\": \"%s\", \"signIn\": %s}"
            .formatted(organization, signIn));
  }

  /** What the worker is told of an application that is bound in the organization. */
  private tools.jackson.databind.JsonNode door() {
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organization, UUID.randomUUID())),
        201);
    return installation
        .call(
            installation.entra.token(
                Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
            "GET",
            "/api/v1/worker/tenants/%s/applications/%s/rotation-settings"
                .formatted(tenant.id, application),
            null,
            Map.of())
        .json();
  }
}
