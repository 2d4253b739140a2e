package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.AzureUrls;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.azuredevops.Timeouts;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Application.FederatedCredential;
import io.keyturn.embedded.entra.PublishedKeys;
import io.keyturn.settings.Installation.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Workload identity federation against an Entra that believes only what Keyturn publishes: it
 * fetches issuer and keys over HTTP and compares issuer, subject and audience exactly.
 */
class FederationTest {

  private static final AtomicReference<EmbeddedAzureDevOps> DEVOPS = new AtomicReference<>();
  private static final Installation INSTALLATION = Installation.shared();
  private static EmbeddedAzure azure;

  /** Asks the doubles, where the installation's other process believes whatever it is told. */
  private static ServletWebServerApplicationContext verifying;

  private final Tenant tenant = INSTALLATION.tenant();
  private final String clientId = UUID.randomUUID().toString();
  private final String organizationName = "org-" + tenant.id.toString().substring(0, 8);
  private final SealingKey worker = SealingKey.generate();

  @BeforeAll
  static void start() {
    azure =
        EmbeddedAzure.builder()
            .issuerKeys(new PublishedKeys(HttpClient.newHttpClient(), FederationTest::reached))
            .sites(directory -> {
              DEVOPS.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
              return DEVOPS.get().sites();
            })
            .start();
    List<String> otherwise =
        new java.util.ArrayList<>(
            azure.settings().entrySet().stream()
                .map(it -> "--" + it.getKey() + "=" + it.getValue())
                .toList());
    otherwise.add(
        "--spring.security.oauth2.resourceserver.jwt.issuer-uri="
            + INSTALLATION.entra.authority()
            + "/organizations/v2.0");
    verifying =
        (ServletWebServerApplicationContext)
            TenantSettingsApplication.application()
                .run(INSTALLATION.arguments(" none ", otherwise.toArray(String[]::new)));
  }

  @AfterAll
  static void stop() {
    verifying.close();
    azure.close();
  }

  @Test
  @DisplayName(
      "D-06, D-08, D-13, Z-05, Z-09: with the three values in Entra an organization is"
          + " connected without any secret")
  void theThreeValuesConnect() {
    Answer values = tenant.get("/federated-credential");
    assertThat(values.status()).as(values.text()).isEqualTo(200);
    assertThat(values.json().path("issuer").asString()).isEqualTo(Installation.ISSUER);
    assertThat(values.json().path("subject").asString()).contains(tenant.id.toString());
    assertThat(values.json().path("audience").asString()).isEqualTo(tenant.id + "-oidc-service");
    organization(trusting(values.json()));

    Answer saved = connect();

    assertThat(saved.status()).as(saved.text()).isEqualTo(201);
    assertThat(saved.json().path("status").asString()).isEqualTo("CONNECTED");
    assertThat(saved.json().at("/signIn/federatedCredential")).isEqualTo(values.json());
    assertThat(saved.json().at("/signIn/federatedIdentity/clientId").asString())
        .isEqualTo(clientId);
    assertThat(tenant.get("/connectors/federated").text()).isEqualTo(saved.text());
  }

  @Test
  @DisplayName("D-06: the worker gets a sealed statement that Entra takes for an access token")
  void theWorkerSignsInWithIt() {
    organization(trusting(tenant.get("/federated-credential").json()));
    Tenant.must(connect(), 201);
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organizationName, UUID.randomUUID())),
        201);

    Answer told = ask(application);

    assertThat(told.text()).doesNotContainPattern("eyJ[\\w-]+\\.");
    WorkerSignIn.FederatedPrincipal principal = principal(told);
    assertThat(principal.tenantId()).isEqualTo(tenant.id.toString());
    assertThat(principal.clientId()).isEqualTo(clientId);
    assertThat(
            azureDevOps()
                .projects()
                .list(
                    new Actor(
                        organizationName,
                        new SignIn.FederatedPrincipal(
                            principal.tenantId(),
                            principal.clientId(),
                            worker.open(
                                principal.assertion(), tenant.id + "|" + organizationName)))))
        .isInstanceOf(Attempt.Succeeded.class);
  }

  @Test
  @DisplayName("D-13, D-21, Z-19: another case is another subject, and the message has all three")
  void caseMatters() {
    JsonNode values = tenant.get("/federated-credential").json();
    organization(
        new FederatedCredential(
            text(values, "issuer"),
            text(values, "subject").toUpperCase(Locale.ROOT),
            text(values, "audience")));

    Answer refused = connect();

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("connector.verification-failed");
    assertThat(refused.fieldCode("signIn")).isEqualTo("MISCONFIGURED");
    assertThat(refused.json().path("detail").asString())
        .contains("AADSTS70021", "exactly", "minutes")
        .contains(text(values, "issuer"), text(values, "subject"), text(values, "audience"));
    assertThat(tenant.get("/connectors/federated").code()).isEqualTo("connector.unknown");
  }

  @Test
  @DisplayName("S-17, FAULT-23: an identity that trusts one tenant is of no use to another")
  void anotherTenantsIdentityDoesNotTrustThisOne() {
    Tenant other = INSTALLATION.tenant();
    organization(trusting(other.get("/federated-credential").json()));

    assertThat(connect().fieldCode("signIn")).isEqualTo("MISCONFIGURED");
  }

  @Test
  @DisplayName("S-17: the identity may live in another Entra tenant, the organization's")
  void acrossTenants() {
    String home = UUID.randomUUID().toString();
    organization(home, trusting(tenant.get("/federated-credential").json()));

    Answer here = connect();
    Answer there = connect("\"tenantId\": \"" + home + "\",");

    assertThat(here.fieldCode("signIn")).as(here.text()).isEqualTo("MISCONFIGURED");
    assertThat(there.status()).as(there.text()).isEqualTo(201);
  }

  @Test
  @DisplayName("Issuer and keys are open to everybody, may be kept, and hold nothing private")
  void whatIsPublished() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Tenant.must(shared("\"kind\": \"workloadIdentityFederation\"," + identity("")), 201);

    Answer configuration =
        INSTALLATION.call(null, "GET", "/.well-known/openid-configuration", null);
    Answer keys = INSTALLATION.call(null, "GET", "/.well-known/jwks", null);

    assertThat(text(configuration.json(), "issuer")).isEqualTo(Installation.ISSUER);
    assertThat(text(configuration.json(), "jwks_uri"))
        .isEqualTo(Installation.ISSUER + "/.well-known/jwks");
    assertThat(configuration.header("Cache-Control")).isEqualTo("max-age=3600, public");
    assertThat(keys.header("Cache-Control")).isEqualTo("max-age=3600, public");
    assertThat(keys.json().path("keys")).isNotEmpty();
    for (JsonNode key : keys.json().path("keys")) {
      assertThat(key.propertyNames())
          .containsExactlyInAnyOrder("kty", "e", "use", "kid", "alg", "n");
    }
    assertThat(
            INSTALLATION.sql.sql("select private_key from signing_key").query(String.class).list())
        .allSatisfy(stored -> assertThat(stored).matches("k1:[A-Za-z0-9+/=]+"));
  }

  @Test
  @DisplayName("D-09: an id that is no GUID, such as a shell expression, is refused")
  void onlyAGuidIsAClientId() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    for (String wrong : List.of("$(az identity show)", "$(CLIENT_ID)", "my-app", "")) {
      Answer refused =
          shared(
              "\"kind\": \"workloadIdentityFederation\", \"federatedIdentity\": {\"clientId\": \"%s\"}"
                  .formatted(wrong));
      assertThat(refused.status()).as(wrong).isEqualTo(422);
      assertThat(refused.fieldCode("signIn.federatedIdentity.clientId"))
          .as(wrong)
          .isEqualTo("field.guid");
      Answer tenantId =
          shared(
              "\"kind\": \"workloadIdentityFederation\","
                  + identity("\"tenantId\": \"" + wrong + "\","));
      assertThat(tenantId.fieldCode("signIn.federatedIdentity.tenantId"))
          .as(wrong)
          .isEqualTo("field.guid");
    }
    assertThat(shared("\"kind\": \"workloadIdentityFederation\"").status()).isEqualTo(422);
  }

  @Test
  void theIssuerIsTheSettingWhateverAProxySays() {
    JsonNode behindAProxy =
        INSTALLATION
            .call(
                null,
                "GET",
                "/.well-known/openid-configuration",
                null,
                Map.of("X-Forwarded-Proto", "https", "X-Forwarded-Host", "elsewhere.example"))
            .json();

    assertThat(behindAProxy.path("issuer").asString()).isEqualTo(Installation.ISSUER);
    assertThat(behindAProxy.path("jwks_uri").asString())
        .isEqualTo(Installation.ISSUER + "/.well-known/jwks");
  }

  @Test
  void withoutAnIssuerTheKindIsRefused() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    try (var process = INSTALLATION.startWithout("issuer")) {
      Answer refused =
          INSTALLATION.callAt(
              process,
              tenant.admin(),
              "POST",
              tenant.path("/connectors"),
              body("\"kind\": \"workloadIdentityFederation\"," + identity("")));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.fieldCode("signIn.kind")).isEqualTo("sign-in.federation-not-configured");
      for (String path : List.of("openid-configuration", "jwks")) {
        Answer none = INSTALLATION.callAt(process, null, "GET", "/.well-known/" + path, null);
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.code()).isEqualTo("federation.not-configured");
      }
      assertThat(
              INSTALLATION
                  .callAt(
                      process, tenant.admin(), "GET", tenant.path("/federated-credential"), null)
                  .code())
          .isEqualTo("federation.not-configured");
    }
  }

  @Test
  @DisplayName("D-14, D-16: an administrator is told which hosts are reached, before any sign-in")
  void preflight() {
    Answer told =
        INSTALLATION.callAt(verifying, tenant.admin(), "POST", tenant.path("/preflight"), null);

    assertThat(told.status()).as(told.text()).isEqualTo(200);
    Map<String, String> outcomes = new java.util.LinkedHashMap<>();
    told.json()
        .path("checks")
        .forEach(check -> outcomes.put(text(check, "what"), text(check, "outcome")));
    assertThat(outcomes)
        .containsEntry("entra", "REACHED")
        .containsEntry("azure-devops", "REACHED")
        .containsEntry("azure-devops-identity", "REACHED")
        .containsEntry("azure-resource-manager", "REACHED")
        .containsEntry("managed-identity", "HTTP_ERROR") // nothing is attached to this machine
        .containsKey("federation-issuer");
    assertThat(outcomes.get("federation-issuer")).isNotEqualTo("REACHED");
  }

  private static URI reached(URI published) {
    String address = published.toString();
    assertThat(address).startsWith(Installation.ISSUER);
    return INSTALLATION.at(address.substring(Installation.ISSUER.length()));
  }

  private static FederatedCredential trusting(JsonNode values) {
    return new FederatedCredential(
        text(values, "issuer"), text(values, "subject"), text(values, "audience"));
  }

  private void organization(FederatedCredential trusted) {
    organization(tenant.id.toString(), trusted);
  }

  /** An organization of that Entra tenant, administered by an identity that trusts somebody. */
  private void organization(String home, FederatedCredential trusted) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    azure
        .entra()
        .addTenant(new io.keyturn.embedded.entra.Tenant(home, "T", "t-" + home + ".example"));
    azure
        .entra()
        .addApplication(
            Application.of(home, UUID.randomUUID().toString(), clientId, "DevOps")
                .withCredentials(List.of(trusted), List.of()));
    AzureOrganization organization = DEVOPS.get().organization(organizationName, home);
    organization
        .servicePrincipal(
            azure.entra().servicePrincipalId(home, clientId).orElseThrow(), clientId, "DevOps")
        .joins(organization.project("Shop").administrators());
  }

  private Answer connect() {
    return connect("");
  }

  private Answer connect(String tenantId) {
    return INSTALLATION.callAt(
        verifying,
        tenant.admin(),
        "POST",
        tenant.path("/connectors"),
        body("\"kind\": \"workloadIdentityFederation\"," + identity(tenantId)));
  }

  private Answer shared(String signIn) {
    return tenant.post("/connectors", body(signIn));
  }

  private String identity(String tenantId) {
    return "\"federatedIdentity\": {%s \"clientId\": \"%s\"}".formatted(tenantId, clientId);
  }

  private String body(String signIn) {
    return "{\"name\": \"federated\", \"organization\": \"%s\", \"signIn\": {%s}}"
        .formatted(organizationName, signIn);
  }

  private Answer ask(UUID application) {
    return INSTALLATION.call(
        INSTALLATION.entra.token(Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
        "GET",
        "/api/v1/worker/tenants/%s/applications/%s/rotation-settings"
            .formatted(tenant.id, application),
        null,
        Map.of("Keyturn-Sealing-Key", worker.publicKey()));
  }

  private static WorkerSignIn.FederatedPrincipal principal(Answer told) {
    RotationSettings settings = JsonMapper.shared().readValue(told.text(), RotationSettings.class);
    return (WorkerSignIn.FederatedPrincipal) settings.connectors().getFirst().signIn();
  }

  private static AzureDevOps azureDevOps() {
    Map<String, String> settings = azure.settings();
    Duration call = Duration.ofSeconds(15);
    return new AzureDevOps(
        new AzureUrls(
            at(settings, "devops"),
            at(settings, "devops-identity"),
            at(settings, "devops-accounts"),
            URI.create(Objects.requireNonNull(settings.get("azure.authority-host"))),
            at(settings, "graph"),
            at(settings, "management")),
        Path.of(Objects.requireNonNull(settings.get("azure.ca-certificate"))),
        new Timeouts(call, call),
        CallGate.OPEN,
        Clock.systemUTC());
  }

  private static URI at(Map<String, String> settings, String which) {
    return URI.create(Objects.requireNonNull(settings.get("azure." + which + "-url")));
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }
}
