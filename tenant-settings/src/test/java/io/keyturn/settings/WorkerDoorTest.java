package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WorkerDoorTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final SealingKey worker = SealingKey.generate();

  @Test
  void everythingOfOneApplicationInOneAnswer() {
    tenant.connectedTo("door");
    UUID application = bound("door");

    RotationSettings settings = settings(application);

    assertThat(settings.tenantEnabled()).isTrue();
    assertThat(settings.applicationEnabled()).isTrue();
    assertThat(settings.applicationName()).isEqualTo("billing");
    assertThat(settings.secret().vaultUrl()).isEqualTo("https://contoso.vault.azure.net");
    assertThat(settings.renewalOrDefault().overlap()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.bindings()).hasSize(1);
    assertThat(settings.bindings().getFirst().connectionName()).isEqualTo("prod");
    assertThat(settings.connectors())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.organization()).isEqualTo("door");
          assertThat(it.signIn())
              .isInstanceOfSatisfying(
                  WorkerSignIn.ServicePrincipal.class,
                  principal -> {
                    assertThat(principal.tenantId()).isEqualTo(tenant.id.toString());
                    assertThat(principal.clientSecret().name()).isEqualTo("devops-sp");
                  });
        });
  }

  @Test
  void severalBindingsComeInTheirOrderAndEachOrganizationsConnectorOnce() {
    tenant.connectedTo("door-several");
    connector("door-a", "{\"kind\": \"tenantDefault\"}");
    connector("door-unbound", "{\"kind\": \"tenantDefault\"}");
    UUID application = bound("door-several");
    for (String organization : List.of("door-a", "DOOR-several")) {
      Tenant.must(
          tenant.post(
              "/applications/" + application + "/bindings",
              Tenant.binding(organization, UUID.randomUUID())),
          201);
    }
    Tenant other = installation.tenant().connectedTo("door-a");

    RotationSettings settings = settings(application);

    assertThat(settings.bindings())
        .extracting(it -> it.organization().toLowerCase(java.util.Locale.ROOT))
        .containsExactly("door-several", "door-a", "door-several");
    assertThat(settings.connectors())
        .extracting(RotationSettings.Connector::organization)
        .containsExactly("door-a", "door-several");
    assertThat(ask(other.id.toString(), application.toString(), worker.publicKey()).code())
        .as("the same application id in another tenant")
        .isEqualTo("application.unknown");
  }

  @Test
  void anApplicationWithoutBindingsHasNoConnectors() {
    tenant.connectedTo("door-empty");

    RotationSettings settings = settings(tenant.application());

    assertThat(settings.applicationName()).isEqualTo("billing");
    assertThat(settings.bindings()).isEmpty();
    assertThat(settings.connectors()).isEmpty();
  }

  @Test
  @DisplayName("A-05, A-07: the tenant's PAT is told only sealed for this tenant and organization")
  void theTenantsTokenIsSealed() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("canary-tenant-pat"));
    connector("door-pat", "{\"kind\": \"tenantDefault\"}");
    UUID application = bound("door-pat");

    Answer answer = ask(tenant.id.toString(), application.toString(), worker.publicKey());

    assertThat(answer.text()).doesNotContain("canary-tenant-pat");
    assertThat(opened(answer, "door-pat")).isEqualTo("canary-tenant-pat");
    Answer without = ask(tenant.id.toString(), application.toString(), null);
    assertThat(without.status()).isEqualTo(400);
    assertThat(without.code()).isEqualTo("sealing-key.required");
    String noPoint = "MCowBQYDK2VuAyEA" + "A".repeat(43); // X25519's zero: every secret is 0
    for (String key : new String[] {"AAAA", "***", noPoint}) {
      assertThat(ask(tenant.id.toString(), application.toString(), key).code())
          .as(key)
          .isEqualTo("sealing-key.required");
    }
  }

  @Test
  @DisplayName("Decision 8, C-3: the organization's own PAT overrides the tenant's")
  void theOrganizationsOwnTokenWins() {
    tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("tenants-pat"));
    connector(
        "door-own", "{\"kind\": \"personalAccessToken\", \"personalAccessToken\": \"own-pat\"}");
    UUID application = bound("door-own");

    assertThat(
            opened(
                ask(tenant.id.toString(), application.toString(), worker.publicKey()), "door-own"))
        .isEqualTo("own-pat");
  }

  @Test
  @DisplayName("S-33: nothing to sign in with says why")
  void nothingToSignInWith() {
    tenant.put("/devops-settings", "{\"integrationEnabled\": true, \"useServicePrincipal\": true}");
    connector("door-none", "{\"kind\": \"servicePrincipal\"}");

    assertThat(settings(bound("door-none")).connectors().getFirst().signIn())
        .isInstanceOfSatisfying(
            WorkerSignIn.NotAuthenticated.class,
            it -> assertThat(it.why()).contains("name one in the Azure DevOps settings"));
  }

  @Test
  @DisplayName("C-4: a connector that was saved unverified is not handed to the worker")
  void whatNeverWorkedIsNotHandedOut() {
    installation.verification.answer("door-c4", ConnectorStatus.UNREACHABLE, "No answer.");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Tenant.must(
        tenant.post(
            "/connectors?saveUnverified=true",
            "{\"name\": \"c-door\", \"organization\": \"door-c4\"}"),
        201);
    UUID application = bound("door-c4");

    assertThat(settings(application).connectors().getFirst().signIn())
        .isInstanceOfSatisfying(
            WorkerSignIn.NotAuthenticated.class,
            it -> assertThat(it.why()).contains("c-door was saved unverified").contains("Verify"));

    installation.verification.answer("door-c4", ConnectorStatus.CONNECTED, "Connected.");
    tenant.post("/connectors/c-door/verify", null);
    assertThat(settings(application).connectors().getFirst().signIn())
        .isInstanceOf(WorkerSignIn.ServicePrincipal.class);
    installation.verification.answer("door-c4", ConnectorStatus.UNREACHABLE, "No answer.");
    tenant.post("/connectors/c-door/verify", null);
    assertThat(settings(application).connectors().getFirst().signIn())
        .as("an outage takes nothing away from what worked")
        .isInstanceOf(WorkerSignIn.ServicePrincipal.class);
  }

  @Test
  @DisplayName("A-04, A-19: the toggles are told as they are now")
  void togglesAreToldAsTheyAre() {
    tenant.connectedTo("door-toggles");
    UUID application = bound("door-toggles");
    tenant.put("/applications/" + application, tenant.application("billing", false));
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE.replaceFirst("true", "false"));

    RotationSettings settings = settings(application);

    assertThat(settings.tenantEnabled()).isFalse();
    assertThat(settings.applicationEnabled()).isFalse();
    assertThat(settings.bindings()).hasSize(1);
  }

  @Test
  void theUnknownIsToldApart() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    String nobody = UUID.randomUUID().toString();

    assertThat(ask(nobody, nobody, null).code()).isEqualTo("tenant.unknown");
    assertThat(ask("not-a-guid", nobody, null).code()).isEqualTo("tenant.unknown");
    assertThat(ask(tenant.id.toString(), nobody, null).code()).isEqualTo("application.unknown");
    assertThat(ask(tenant.id.toString(), "x", null).code()).isEqualTo("application.unknown");
    assertThat(ask(tenant.id.toString(), nobody, null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://%s.vault.azure.net", "https://localhost:1/vaults/%s"})
  void anApplicationIsFoundByItsVaultAndSecret(String url) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    String vault = "kv" + UUID.randomUUID().toString().substring(0, 8);
    UUID application = UUID.randomUUID();
    Tenant.must(
        tenant.put(
            "/applications/" + application,
            tenant
                .application("found", true)
                .replace("https://contoso.vault.azure.net", url.formatted(vault))
                .replace("billing-secret", "Found-Secret")),
        200);

    Answer found =
        door(
            "/api/v1/worker/applications?vault="
                + vault.toUpperCase(java.util.Locale.ROOT)
                + "&secretName=found-SECRET");

    assertThat(found.json()).hasSize(1);
    assertThat(found.json().at("/0/applicationId").asString()).isEqualTo(application.toString());
    assertThat(found.json().at("/0/tenantId").asString()).isEqualTo(tenant.id.toString());
    assertThat(door("/api/v1/worker/applications?vault=nowhere&secretName=x").json()).isEmpty();
    assertThat(door("/api/v1/worker/applications?vault=nowhere").status()).isEqualTo(400);
  }

  @Test
  void theRoleOfAnotherTenantDoesNotOpenTheDoor() {
    tenant.connectedTo("door-shut");
    String path = path(tenant.id.toString(), bound("door-shut").toString());
    String strangers = installation.entra.token(tenant.id, UUID.randomUUID(), "Rotation.Worker");
    String admins =
        installation.entra.token(
            Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.TenantAdmin");

    assertThat(installation.call(strangers, "GET", path, null).status()).isEqualTo(403);
    assertThat(installation.call(admins, "GET", path, null).status()).isEqualTo(403);
    assertThat(installation.call(tenant.admin(), "GET", path, null).status()).isEqualTo(403);
    assertThat(installation.call(null, "GET", path, null).status()).isEqualTo(401);
    assertThat(
            installation
                .call(
                    strangers,
                    "GET",
                    "/api/v1/worker/applications?vault=contoso&secretName=x",
                    null)
                .status())
        .isEqualTo(403);
  }

  private void connector(String organization, String signIn) {
    Tenant.must(
        tenant.post(
            "/connectors",
            "{\"name\": \"c-%s\", \"organization\": \"%s\", \"signIn\": %s}"
                .formatted(organization, organization, signIn)),
        201);
  }

  private UUID bound(String organization) {
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organization, UUID.randomUUID())),
        201);
    return application;
  }

  private RotationSettings settings(UUID application) {
    Answer answer = ask(tenant.id.toString(), application.toString(), worker.publicKey());
    Tenant.must(answer, 200);
    return JsonMapper.shared().readValue(answer.text(), RotationSettings.class);
  }

  private String opened(Answer answer, String organization) {
    Tenant.must(answer, 200);
    RotationSettings settings =
        JsonMapper.shared().readValue(answer.text(), RotationSettings.class);
    if (settings.connectors().getFirst().signIn()
        instanceof WorkerSignIn.PersonalAccessToken(var sealed)) {
      return worker.open(sealed, tenant.id + "|" + organization).reveal();
    }
    throw new AssertionError(answer.text());
  }

  private Answer ask(String tenantId, String applicationId, @Nullable String key) {
    return installation.call(
        token(),
        "GET",
        path(tenantId, applicationId),
        null,
        key == null ? Map.of() : Map.of("Keyturn-Sealing-Key", key));
  }

  private Answer door(String path) {
    return installation.call(token(), "GET", path, null);
  }

  private static String path(String tenantId, String applicationId) {
    return "/api/v1/worker/tenants/"
        + tenantId
        + "/applications/"
        + applicationId
        + "/rotation-settings";
  }

  private String token() {
    return installation.entra.token(
        Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker");
  }
}
