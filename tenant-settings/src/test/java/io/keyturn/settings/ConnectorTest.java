package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.connector.ConnectorVerification;
import io.keyturn.settings.connector.SignIn;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectorTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  @DisplayName("S-20: after creation it is listed as connected")
  void aVerifiedConnectorIsConnected() {
    tenant.connectedTo("s20org");

    assertThat(tenant.get("/connectors").json().at("/items/0/status").asString())
        .isEqualTo("CONNECTED");
  }

  @Test
  @DisplayName("S-26, D-12, R-12: a connector whose verification fails is not stored")
  void aFailedVerificationStoresNothing() {
    installation.verification.answer(
        "s26org", ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER, "Add the identity to the organization.");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    Answer refused =
        tenant.post("/connectors", "{\"name\": \"abc\", \"organization\": \"s26org\"}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("connector.verification-failed");
    assertThat(refused.fieldCode("signIn")).isEqualTo("FORBIDDEN_OR_NOT_MEMBER");
    assertThat(tenant.get("/connectors/abc").code()).isEqualTo("connector.unknown");
  }

  @Test
  @DisplayName("C-4: it can be saved anyway, and then says that it is unverified")
  void saveAnywayIsSavedUnverified() {
    installation.verification.answer("c4org", ConnectorStatus.UNREACHABLE, "No answer.");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    Answer saved =
        tenant.post(
            "/connectors?saveUnverified=true", "{\"name\": \"abc\", \"organization\": \"c4org\"}");

    assertThat(saved.status()).isEqualTo(201);
    assertThat(saved.json().path("status").asString()).isEqualTo("SAVED_UNVERIFIED");
  }

  @Test
  @DisplayName("R-20: a bad new PAT leaves the old one in force")
  void aBadNewTokenKeepsTheOldOne() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Tenant.must(tenant.post("/connectors", withToken("r20org", "good-pat")), 201);
    String before = storedToken("r20org");
    installation.verification.answer(
        "r20org", ConnectorStatus.INVALID_OR_EXPIRED_TOKEN, "Expired.");

    Answer refused = tenant.put("/connectors/abc", withToken("r20org", "bad-pat"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(storedToken("r20org")).isEqualTo(before);
  }

  @Test
  @DisplayName("Decision 8: a connector's own PAT is verified, and kept when an edit leaves it out")
  void anOwnTokenIsKeptWhenLeftOut() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("tenants-pat"));
    Tenant.must(tenant.post("/connectors", withToken("ownorg", "own-pat")), 201);
    assertThat(installation.verification.asked)
        .contains(new SignIn.PersonalAccessToken(ClientSecret.of("own-pat")));

    Answer saved =
        tenant.put(
            "/connectors/abc",
            "{\"organization\": \"ownorg\", \"signIn\": {\"kind\": \"personalAccessToken\"}}");

    assertThat(saved.status()).as(saved.text()).isEqualTo(200);
    assertThat(saved.json().at("/signIn/personalAccessTokenState/fingerprint").asString())
        .hasSize(12)
        .isNotEqualTo(ClientSecret.of("own-pat").fingerprint());
  }

  @Test
  @DisplayName("S-33, C-3: a connector that nothing can sign in for is not authenticated")
  void nothingToSignInWithIsNotAuthenticated() {
    tenant.put("/devops-settings", "{\"integrationEnabled\": true, \"useServicePrincipal\": true}");

    Answer saved = tenant.post("/connectors", "{\"name\": \"abc\", \"organization\": \"s33org\"}");

    assertThat(saved.status()).isEqualTo(201);
    assertThat(saved.json().path("status").asString()).isEqualTo("NOT_AUTHENTICATED");
  }

  @Test
  @DisplayName("S-29: a connector that bindings depend on is not deleted, and they are named")
  void aConnectorInUseStays() {
    tenant.connectedTo("s29org");
    UUID application = tenant.application();
    Answer bound =
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("s29org", UUID.randomUUID()));
    String binding = bound.json().path("id").asString();

    Answer refused = tenant.delete("/connectors/c-s29org");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fieldCode("bindings/" + binding)).isEqualTo("binding.exists");
    assertThat(
            tenant.put("/connectors/c-s29org", "{\"organization\": \"elsewhere\"}").code()) // S-28
        .isEqualTo("connector.in-use");

    Tenant.must(tenant.delete("/applications/" + application + "/bindings/" + binding), 204);
    Tenant.must(tenant.delete("/connectors/c-s29org"), 204);
  }

  @Test
  void verifyAsksAgainAndKeepsTheAnswer() {
    tenant.connectedTo("verifyorg");
    installation.verification.answer("verifyorg", ConnectorStatus.ACCESS_REVOKED, "Gone.");

    assertThat(tenant.post("/connectors/c-verifyorg/verify", null).json().path("status").asString())
        .isEqualTo("ACCESS_REVOKED");
    assertThat(tenant.get("/connectors/c-verifyorg").json().path("statusMessage").asString())
        .isEqualTo("Gone.");
  }

  @Test
  @DisplayName("C-4: a failed verification does not make a connector usable that never worked")
  void onlyASignInThatWorkedIsVerified() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    installation.verification.answer("neverorg", ConnectorStatus.UNREACHABLE, "No answer.");
    tenant.post(
        "/connectors?saveUnverified=true", "{\"name\": \"abc\", \"organization\": \"neverorg\"}");

    assertThat(tenant.post("/connectors/abc/verify", null).json().path("verifiedAt").isNull())
        .isTrue();
    installation.verification.answer("neverorg", ConnectorStatus.CONNECTED, "Connected.");
    assertThat(tenant.post("/connectors/abc/verify", null).json().path("verifiedAt").asString())
        .isNotBlank();
  }

  @Test
  @DisplayName("Z-24: who worked and is shut out later had its access revoked")
  void aConnectorThatWorkedAndIsShutOutIsRevoked() {
    tenant.connectedTo("z24org");
    installation.verification.answer(
        "z24org", ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER, "Not accepted.");

    Answer verified = tenant.post("/connectors/c-z24org/verify", null);

    assertThat(verified.json().path("status").asString()).isEqualTo("ACCESS_REVOKED");
    assertThat(verified.json().path("statusMessage").asString())
        .startsWith("It worked until ")
        .endsWith("Not accepted.");
    assertThat(verified.json().path("remedy").asString()).contains("give the identity its access");
  }

  @Test
  @DisplayName("Z-21: fewer projects than bindings need is a partial connection that names them")
  void projectsThatBindingsNeedAreMissed() {
    tenant.connectedTo("z21org");
    tenant.post(
        "/applications/" + tenant.application() + "/bindings",
        Tenant.binding("z21org", UUID.randomUUID()));
    installation.verification.answer(
        "z21org",
        new ConnectorVerification.Verdict(
            ConnectorStatus.CONNECTED,
            "Connected.",
            new ConnectorFindings(
                "svc",
                1,
                List.of(
                    new ConnectorFindings.Project(
                        UUID.randomUUID(), "Other", 1, List.of("x"), null)),
                List.of(),
                List.of())));

    Answer verified = tenant.post("/connectors/c-z21org/verify", null);

    assertThat(verified.json().path("status").asString()).isEqualTo("CONNECTED_PARTIAL");
    assertThat(verified.json().path("statusMessage").asString()).contains("does not see: Shop");
    assertThat(tenant.get("/connectors/c-z21org").json().at("/findings/projects/0/name").asString())
        .isEqualTo("Other");
  }

  @Test
  @DisplayName("S-29: a forced deletion leaves the bindings and says what becomes of them")
  void aForcedDeletionSaysWhatBecomesOfTheBindings() {
    tenant.connectedTo("forceorg");
    UUID application = tenant.application();
    tenant.post(
        "/applications/" + application + "/bindings",
        Tenant.binding("forceorg", UUID.randomUUID()));

    Answer deleted = tenant.delete("/connectors/c-forceorg?force=true");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().path("message").asString()).contains("rotations are refused until");
    assertThat(deleted.json().path("bindings")).hasSize(1);
    assertThat(tenant.get("/connectors/c-forceorg").status()).isEqualTo(404);
    assertThat(tenant.get("/applications/" + application + "/bindings").json().path("items"))
        .hasSize(1);
  }

  @Test
  @DisplayName("S-30: several are deleted with a result for each")
  void severalAreDeletedWithAResultForEach() {
    tenant.connectedTo("bulk-one").connectedTo("bulk-used");
    tenant.post(
        "/applications/" + tenant.application() + "/bindings",
        Tenant.binding("bulk-used", UUID.randomUUID()));

    Answer answer =
        tenant.post(
            "/connectors/delete", "{\"names\": [\"c-bulk-one\", \"nobody\", \"c-bulk-used\"]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/results/0/deleted").asBoolean()).isTrue();
    assertThat(answer.json().at("/results/1/code").asString()).isEqualTo("connector.unknown");
    assertThat(answer.json().at("/results/2/code").asString()).isEqualTo("connector.in-use");
    assertThat(answer.json().at("/results/2/bindings")).hasSize(1);
    assertThat(tenant.get("/connectors/c-bulk-used").status()).isEqualTo(200);
    assertThat(tenant.post("/connectors/delete", "{\"names\": []}").fieldCode("names"))
        .isEqualTo("field.type");
  }

  @Test
  @DisplayName("S-11: a sign-in that needs a person each time is not offered, and not stored")
  void aSignInThatIsNotOfferedIsRefused() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    for (String kind : List.of("userAccount", "deviceCode")) {
      Answer refused =
          tenant.post(
              "/connectors",
              "{\"name\": \"abc\", \"organization\": \"s11org\", \"signIn\": {\"kind\": \"%s\"}}"
                  .formatted(kind));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.fieldCode("signIn.kind")).isEqualTo("sign-in.kind");
      assertThat(tenant.get("/connectors/abc").code()).isEqualTo("connector.unknown");
    }
  }

  private static String withToken(String organization, String token) {
    return """
    {"name": "abc", "organization": "%s",
     "signIn": {"kind": "personalAccessToken", "personalAccessToken": "%s"}}
    """
        .formatted(organization, token);
  }

  private String storedToken(String organization) {
    return installation
        .sql
        .sql("select personal_access_token from connector where tenant_id = ? and organization = ?")
        .params(tenant.id, organization)
        .query(String.class)
        .single();
  }
}
