package io.keyturn.settings.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpClient;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.azuredevops.OwnIdentity;
import io.keyturn.azuredevops.Timeouts;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Application.FederatedCredential;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.http.SelfSigned;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.SignIn;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Certificates and managed identities against the doubles; nobody but these signs in anywhere. */
class SignInKindsTest {

  private static final String TENANT = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER_TENANT = "99999999-1111-4111-8111-111111111111";
  private static final String SELF = "21111111-2222-4222-8222-222222222222";
  private static final String SELF_SECRET = "own~secret-of-tenant-settings";
  private static final String VAULT = "https://contoso.vault.azure.net";
  private static final Instant NOW = Instant.now();

  private static final AtomicReference<EmbeddedAzureDevOps> DEVOPS = new AtomicReference<>();
  private static EmbeddedAzure azure;

  private final String name = "org-" + UUID.randomUUID().toString().substring(0, 8);
  private final String clientId = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    azure =
        EmbeddedAzure.builder()
            .sites(directory -> {
              DEVOPS.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
              return DEVOPS.get().sites();
            })
            .start();
    azure.entra().addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
    azure.entra().addTenant(new Tenant(OTHER_TENANT, "Fabrikam", "fabrikam.example"));
    azure.entra().addApplication(Application.of(TENANT, id(), SELF, "Self"));
    azure.entra().seedSecret(SELF, SELF_SECRET);
    azure.keyVault().addVault("contoso", TENANT);
    azure
        .keyVault()
        .permit(
            "contoso",
            azure.entra().servicePrincipalId(TENANT, SELF).orElseThrow(),
            Permission.SECRETS_USER);
  }

  @AfterEach
  void mend() {
    azure.faults().clear();
    azure.entra().detachIdentity(clientId);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  @Test
  @DisplayName("A certificate signs in, and its thumbprint and expiry are shown")
  void aCertificateSignsIn() {
    SelfSigned certificate = certificate(Duration.ofDays(90));
    member(certificate);

    Verdict verdict = withCertificate(certificate.pem());

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.CONNECTED);
    ConnectorFindings.Certificate shown = Objects.requireNonNull(verdict.findings().certificate());
    assertThat(shown.thumbprint()).matches("[0-9A-F]{40}");
    assertThat(shown.expiresOn()).isEqualTo(certificate.certificate().getNotAfter().toInstant());
    assertThat(verdict.toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  @DisplayName("A certificate as Key Vault keeps its own, PKCS #12 in Base64, signs in as well")
  void pkcs12SignsIn() throws Exception {
    SelfSigned certificate = certificate(Duration.ofDays(90));
    member(certificate);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "it", certificate.privateKey(), new char[0], new Certificate[] {certificate.certificate()});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, new char[0]);

    Verdict verdict = withCertificate(Base64.getEncoder().encodeToString(out.toByteArray()));

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.CONNECTED);
  }

  @Test
  @DisplayName("A certificate that was not uploaded is named by its thumbprint")
  void notUploaded() {
    member(certificate(Duration.ofDays(90)));
    SelfSigned other = certificate(Duration.ofDays(90));

    Verdict verdict = withCertificate(other.pem());

    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.message())
        .contains("AADSTS700027", "Certificates & secrets")
        .contains(Objects.requireNonNull(verdict.findings().certificate()).thumbprint());
  }

  @Test
  @DisplayName("A certificate that has expired, and what is none, is refused before it is sent")
  void unusable() {
    SelfSigned expired =
        SelfSigned.of("x", NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)));
    SelfSigned good = certificate(Duration.ofDays(90));
    member(expired);

    Verdict over = withCertificate(expired.pem());
    assertThat(over.status()).isEqualTo(ConnectorStatus.INVALID_OR_EXPIRED_TOKEN);
    assertThat(over.message()).contains("expired on");

    for (String wrong :
        List.of(
            good.publicPem(),
            "canary-no-certificate",
            good.pem()
                .replace("BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY")
                .replace("END PRIVATE KEY", "END RSA PRIVATE KEY"),
            certificate(Duration.ofDays(9)).pem().replaceAll("(?s)-----BEGIN CERT.*", "")
                + good.publicPem())) {
      Verdict verdict = withCertificate(wrong);
      assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.MISCONFIGURED);
      assertThat(verdict.message()).doesNotContain("canary");
    }
  }

  @Test
  @Tag("S-16")
  @Tag("Z-11")
  @DisplayName("S-16, D-15, Z-11: the machine's own identity signs in, system or user assigned")
  void theMachineSignsIn() {
    machineIsMember(true);
    Verdict system = machine(null, null);
    azure.entra().detachIdentity(clientId);
    azure.entra().attachIdentity(registration(TENANT), false);
    Verdict user = machine(clientId, null);

    assertThat(system.status()).as(system.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(system.findings().warnings()).anyMatch(it -> it.contains("attached to both"));
    assertThat(user.status()).as(user.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(user.findings().warnings()).isEmpty();
  }

  @Test
  @DisplayName("D-20, Z-18: an identity that is not attached is a misconfiguration with its steps")
  void notAttached() {
    machineIsMember(false);

    Verdict verdict = machine(UUID.randomUUID().toString(), null);

    assertThat(verdict.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
    assertThat(verdict.message()).contains("not attached", "status 400", "restart");
  }

  @Test
  @Tag("Z-12")
  @DisplayName("D-16, D-20, Z-12, Z-18: no answer and an error are told apart")
  void timeoutAndError() {
    machineIsMember(true);
    azure.faults().add(Fault.once("GET", "/imds/.*", new Effect.Delay(Duration.ofSeconds(3))));
    Verdict silent =
        asking(Duration.ofSeconds(1)).verify(TENANT, name, new SignIn.Machine(null, null));
    azure.faults().clear();
    azure.faults().add(Fault.once("GET", "/imds/.*", new Effect.Status(500, null, "{}")));
    Verdict failing = machine(null, null);

    assertThat(silent.status()).isEqualTo(ConnectorStatus.UNREACHABLE);
    assertThat(silent.message())
        .contains("localhost:" + azure.port(), "did not answer", "container");
    assertThat(failing.status()).isEqualTo(ConnectorStatus.UNREACHABLE);
    assertThat(failing.message()).contains("status 500").doesNotContain("did not answer");
  }

  @Test
  @DisplayName("S-17: across tenants an app registration trusts the machine's identity")
  void acrossTenants() {
    String application = UUID.randomUUID().toString();
    String principal = azure.entra().attachIdentity(registration(TENANT), true);
    azure
        .entra()
        .addApplication(
            Application.of(OTHER_TENANT, id(), application, "DevOps")
                .withCredentials(
                    List.of(
                        new FederatedCredential(
                            azure.entra().issuer(TENANT), principal, "api://AzureADTokenExchange")),
                    List.of()));
    AzureOrganization organization = DEVOPS.get().organization(name, OTHER_TENANT);
    organization
        .servicePrincipal(
            azure.entra().servicePrincipalId(OTHER_TENANT, application).orElseThrow(),
            application,
            "DevOps")
        .joins(organization.project("Shop").administrators());

    Verdict alone = machine(null, null);
    Verdict across = machine(null, new SignIn.Machine.Application(OTHER_TENANT, application));

    assertThat(alone.status()).isEqualTo(ConnectorStatus.WRONG_TENANT);
    assertThat(alone.message()).contains("managedIdentity.application");
    assertThat(across.status()).as(across.message()).isEqualTo(ConnectorStatus.CONNECTED);
  }

  @Test
  @DisplayName("FAULT-23, Z-15: another tenant's connector does not act as this machine")
  void anotherTenantsConnector() {
    machineIsMember(true);

    Verdict verdict =
        asking(Duration.ofSeconds(15)).verify(OTHER_TENANT, name, new SignIn.Machine(null, null));

    assertThat(verdict.status()).isEqualTo(ConnectorStatus.WRONG_TENANT);
    assertThat(verdict.findings()).isEqualTo(ConnectorFindings.NONE);
  }

  @Test
  @DisplayName("Z-08: subscriptions and key vaults that the identity sees are named")
  void subscriptionsAndVaults() {
    SelfSigned certificate = certificate(Duration.ofDays(90));
    String principal = member(certificate);
    String subscription = UUID.randomUUID().toString();
    azure.entra().addSubscription(subscription, TENANT, "Contoso Production");
    azure.entra().placeVault(subscription, "contoso");
    Verdict before = withCertificate(certificate.pem());
    azure.entra().grantSubscription(principal, subscription);

    Verdict after = withCertificate(certificate.pem());

    assertThat(before.findings().subscriptions()).isEmpty();
    assertThat(before.findings().leftOut()).anyMatch(it -> it.contains("no role on any"));
    assertThat(after.findings().subscriptions())
        .singleElement()
        .isEqualTo(
            new ConnectorFindings.Subscription(
                UUID.fromString(subscription), "Contoso Production", List.of("contoso"), null));
  }

  @Test
  @DisplayName("Z-08: what Azure Resource Manager does not say changes no status")
  void anOutageOfResourceManager() {
    SelfSigned certificate = certificate(Duration.ofDays(90));
    member(certificate);
    azure.faults().add(Fault.always("GET", "/management/.*", new Effect.Status(503, null, "{}")));

    Verdict verdict = withCertificate(certificate.pem());

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(verdict.findings().leftOut()).anyMatch(it -> it.contains("status 503"));
  }

  private SelfSigned certificate(Duration left) {
    return SelfSigned.of("DevOps", NOW.minus(Duration.ofDays(1)), NOW.plus(left));
  }

  /** An organization that the application with that certificate administers a project of. */
  private String member(SelfSigned certificate) {
    azure
        .entra()
        .addApplication(
            registration(TENANT).withCredentials(List.of(), List.of(certificate.encoded())));
    String principal = azure.entra().servicePrincipalId(TENANT, clientId).orElseThrow();
    AzureOrganization organization = DEVOPS.get().organization(name, TENANT);
    organization
        .servicePrincipal(principal, clientId, "DevOps")
        .joins(organization.project("Shop").administrators());
    return principal;
  }

  private void machineIsMember(boolean systemAssigned) {
    String principal = azure.entra().attachIdentity(registration(TENANT), systemAssigned);
    AzureOrganization organization = DEVOPS.get().organization(name, TENANT);
    organization
        .servicePrincipal(principal, clientId, "vm")
        .joins(organization.project("Shop").administrators());
  }

  private Application registration(String tenant) {
    return Application.of(tenant, id(), clientId, "DevOps");
  }

  private Verdict withCertificate(String stored) {
    azure.keyVault().setSecret("contoso", "certificate", stored);
    return asking(Duration.ofSeconds(15))
        .verify(
            TENANT,
            name,
            new SignIn.Certificate(TENANT, clientId, new SecretLocation(VAULT, "certificate")));
  }

  private Verdict machine(
      @Nullable String userAssigned, SignIn.Machine.@Nullable Application application) {
    return asking(Duration.ofSeconds(15))
        .verify(TENANT, name, new SignIn.Machine(userAssigned, application));
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static AskAzureDevOps asking(Duration call) {
    Map<String, String> settings = azure.settings();
    AzureProperties properties =
        new AzureProperties(
            uri(settings, "azure.devops-url"),
            uri(settings, "azure.devops-identity-url"),
            uri(settings, "azure.devops-accounts-url"),
            uri(settings, "azure.authority-host"),
            uri(settings, "azure.graph-url"),
            uri(settings, "azure.management-url"),
            List.of("*.vault.azure.net"),
            settings.get("azure.key-vault-url"),
            Path.of(Objects.requireNonNull(settings.get("azure.ca-certificate"))),
            uri(settings, "azure.instance-metadata-url"));
    HttpClient http =
        BlockingHttp.forAzure(
            BlockingHttp.trusting(properties.caCertificate()), Duration.ofSeconds(15));
    return new AskAzureDevOps(
        new AzureDevOps(
            properties.urls(),
            properties.caCertificate(),
            new Timeouts(call, call),
            CallGate.OPEN,
            Clock.systemUTC()),
        new ClientSecrets(
            properties,
            new OwnIdentity(Optional.of(TENANT), Optional.of(SELF), Optional.of(SELF_SECRET))
                .credential(properties.urls().authority(), http),
            http,
            Clock.systemUTC()));
  }

  private static URI uri(Map<String, String> settings, String key) {
    return URI.create(Objects.requireNonNull(settings.get(key), key));
  }
}
