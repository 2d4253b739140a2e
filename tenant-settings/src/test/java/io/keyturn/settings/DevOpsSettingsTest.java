package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.settings.Installation.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevOpsSettingsTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  void aTenantExistsOnceItsSettingsAreSaved() {
    assertThat(tenant.get("/devops-settings").code()).isEqualTo("tenant.unknown");

    Answer saved = tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(saved.status()).isEqualTo(200);
    Answer read = tenant.get("/devops-settings");
    assertThat(read.json()).isEqualTo(saved.json());
    assertThat(read.json().path("integrationEnabled").asBoolean()).isTrue();
    assertThat(read.json().path("servicePrincipal").path("clientSecret").path("name").asString())
        .isEqualTo("devops-sp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"integrationEnabled\": true, \"useServicePrincipal\": false}",
        "{\"integrationEnabled\": true, \"useServicePrincipal\": false,"
            + " \"personalAccessToken\": null}",
        "{\"integrationEnabled\": true, \"useServicePrincipal\": false,"
            + " \"personalAccessToken\": \" \\r\\n\\t \"}"
      })
  @DisplayName("A-05, A-06, A-26: without a service principal a PAT is required")
  void withoutServicePrincipalATokenIsRequired(String body) {
    Answer refused = tenant.put("/devops-settings", body);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("personalAccessToken"))
        .isEqualTo("personal-access-token.required");
    assertThat(refused.json().path("remedy").asString())
        .startsWith("Provide a PAT, then save again");
    assertThat(tenant.get("/devops-settings").code()).isEqualTo("tenant.unknown");

    String withToken =
        body.replaceAll(",\\s*\"personalAccessToken\": (null|\"[^\"]*\")", "")
            .replace("}", ", \"personalAccessToken\": \"pat-of-a-26\"}");
    assertThat(tenant.put("/devops-settings", withToken).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A-05: with a service principal a PAT is optional")
  void withServicePrincipalATokenIsOptional() {
    Answer saved = tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(saved.json().path("personalAccessTokenState").path("set").asBoolean()).isFalse();
  }

  @Test
  @DisplayName("A-07, S-25, R-15: a PAT is trimmed, encrypted, and shown as set with a fingerprint")
  void aTokenIsStoredEncrypted() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("  canary-pat-4711\\r\\n"));

    Answer read = tenant.get("/devops-settings");
    assertThat(read.text()).doesNotContain("canary-pat-4711");
    assertThat(read.json().path("personalAccessTokenState").path("fingerprint").asString())
        .hasSize(12)
        .isNotEqualTo(io.keyturn.contracts.secret.ClientSecret.of("canary-pat-4711").fingerprint());
    assertThat(storedToken()).startsWith("k1:").doesNotContain("canary");
  }

  @Test
  @DisplayName("A-06: absent keeps the stored PAT, null removes it")
  void absentKeepsAndNullRemoves() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("pat-one"));
    String before = storedToken();

    tenant.put(
        "/devops-settings", "{\"integrationEnabled\": false, \"useServicePrincipal\": false}");
    assertThat(storedToken()).isEqualTo(before);

    Answer refused =
        tenant.put(
            "/devops-settings",
            "{\"integrationEnabled\": true, \"useServicePrincipal\": false,"
                + " \"personalAccessToken\": null}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(storedToken()).isEqualTo(before);

    Answer removed =
        tenant.put(
            "/devops-settings",
            "{\"integrationEnabled\": true, \"useServicePrincipal\": true,"
                + " \"personalAccessToken\": null}");
    assertThat(removed.json().path("personalAccessTokenState").path("set").asBoolean()).isFalse();
  }

  @Test
  @DisplayName("A-08: including the home tenant's organizations is off unless asked for")
  void homeTenantOrganizationsAreKept() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    assertThat(includesHome()).isFalse();

    tenant.put(
        "/devops-settings",
        "{\"integrationEnabled\": true, \"useServicePrincipal\": true,"
            + " \"includeHomeTenantOrganizations\": true}");
    assertThat(includesHome()).isTrue();
  }

  @Test
  void whoChangedWhatIsKeptWithoutTheSecret() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("canary-pat-history"));

    String detail =
        installation
            .sql
            .sql("select action || ' ' || detail from history where tenant_id = ?")
            .param(tenant.id)
            .query(String.class)
            .single();
    assertThat(detail)
        .startsWith("devops-settings.saved integrationEnabled=true useServicePrincipal=false")
        .doesNotContain("canary");
  }

  @Test
  @DisplayName("R-20, S-26: a bad new tenant PAT keeps the one in force, and says who refuses it")
  void aBadNewTokenKeepsTheOneInForce() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("good-pat"));
    Tenant.must(
        tenant.post("/connectors", "{\"name\": \"abc\", \"organization\": \"r20tenant\"}"), 201);
    String before = storedToken();
    installation.verification.answer(
        "r20tenant", ConnectorStatus.INVALID_OR_EXPIRED_TOKEN, "Expired.");

    Answer refused = tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("bad-pat"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("devops-settings.verification-failed");
    assertThat(refused.fieldCode("connectors/abc")).isEqualTo("INVALID_OR_EXPIRED_TOKEN");
    assertThat(storedToken()).isEqualTo(before);
    assertThat(tenant.get("/connectors/abc").json().path("status").asString())
        .isEqualTo("CONNECTED");

    Answer anyway =
        tenant.put("/devops-settings?saveUnverified=true", Tenant.PAT_MODE.formatted("other-pat"));
    assertThat(anyway.status()).isEqualTo(200);
    Answer connector = tenant.get("/connectors/abc");
    assertThat(connector.json().path("status").asString()).isEqualTo("SAVED_UNVERIFIED");
    assertThat(connector.json().path("verifiedAt").isNull()).isTrue();
  }

  @Test
  @DisplayName("A-04: the master toggle works while Azure DevOps does not")
  void theToggleNeedsNoVerification() {
    tenant.connectedTo("toggleorg");
    installation.verification.answer("toggleorg", ConnectorStatus.UNREACHABLE, "No answer.");

    Answer off =
        tenant.put(
            "/devops-settings", "{\"integrationEnabled\": false, \"useServicePrincipal\": true}");

    assertThat(off.status()).as(off.text()).isEqualTo(200);
    assertThat(off.json().path("servicePrincipal").path("clientId").asString())
        .as("an edit that does not name the service principal keeps it")
        .isEqualTo("5ec00000-0000-4000-8000-000000000001");
    assertThat(
            tenant
                .put(
                    "/devops-settings?saveUnverified=true",
                    "{\"integrationEnabled\": false, \"useServicePrincipal\": true,"
                        + " \"servicePrincipal\": null}")
                .json()
                .path("servicePrincipal")
                .isNull())
        .isTrue();
  }

  @Test
  @DisplayName("R-05: when a PAT expires is kept as typed, and a day that is over is refused")
  void theExpiryIsKeptAsTyped() {
    String body =
        """
        {"integrationEnabled": true, "useServicePrincipal": false, "personalAccessToken": "pat",
         "personalAccessTokenExpiresOn": "%s"}
        """;

    assertThat(
            tenant
                .put("/devops-settings", body.formatted("2999-12-31"))
                .json()
                .path("personalAccessTokenExpiresOn")
                .asString())
        .isEqualTo("2999-12-31");
    assertThat(
            tenant
                .put("/devops-settings", body.formatted("2020-01-01"))
                .fieldCode("personalAccessTokenExpiresOn"))
        .isEqualTo("personal-access-token.expired");
    assertThat(
            tenant
                .put("/devops-settings", body.formatted("tomorrow"))
                .fieldCode("personalAccessTokenExpiresOn"))
        .isEqualTo("field.date");
  }

  @Test
  @DisplayName("A-05: a stored PAT that cannot be decrypted any more has to be provided again")
  void anUnreadableTokenHasToBeProvidedAgain() {
    Tenant.must(tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("canary-pat")), 200);
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
    installation
        .sql
        .sql("update tenant set personal_access_token = 'k0:AAAA' where tenant_id = ?")
        .param(tenant.id)
        .update();

    Answer refused =
        tenant.put(
            "/devops-settings", "{\"integrationEnabled\": true, \"useServicePrincipal\": false}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("personalAccessToken"))
        .isEqualTo("personal-access-token.unreadable");
    assertThat(tenant.get("/devops-settings").json().path("useServicePrincipal").asBoolean())
        .isTrue();
    Tenant.must(tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("new-pat")), 200);
  }

  private boolean includesHome() {
    return tenant.get("/devops-settings").json().path("includeHomeTenantOrganizations").asBoolean();
  }

  private String storedToken() {
    return installation
        .sql
        .sql("select personal_access_token from tenant where tenant_id = ?")
        .param(tenant.id)
        .query(String.class)
        .single();
  }
}
