package io.keyturn.settings.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpClient;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.azuredevops.OwnIdentity;
import io.keyturn.azuredevops.Scopes;
import io.keyturn.azuredevops.Timeouts;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.SignIn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Real sign-ins against the doubles of Entra, Key Vault and Azure DevOps. */
class AskAzureDevOpsTest {

  private static final String TENANT = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER_TENANT = "99999999-1111-4111-8111-111111111111";
  private static final String SELF = "21111111-2222-4222-8222-222222222222";
  private static final String PRINCIPAL = "22222222-2222-4222-8222-222222222222";
  private static final String OTHER_PRINCIPAL = "23333333-2222-4222-8222-222222222222";
  private static final String SUBSCRIPTION = "1272a66f-e2e8-4e88-ab43-487409186c3f";
  private static final String SELF_SECRET = "own~secret-of-tenant-settings";
  private static final SecretLocation SECRET =
      new SecretLocation("https://contoso.vault.azure.net", "devops-sp");

  private static final AtomicReference<EmbeddedAzureDevOps> DEVOPS = new AtomicReference<>();
  private static EmbeddedAzure azure;
  private static AskAzureDevOps asking;

  private final String name = "org-" + UUID.randomUUID().toString().substring(0, 8);
  private final AzureOrganization organization = DEVOPS.get().organization(name, TENANT);

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
    azure
        .entra()
        .addApplication(Application.of(TENANT, UUID.randomUUID().toString(), SELF, "Self"));
    azure.entra().seedSecret(SELF, SELF_SECRET);
    azure
        .entra()
        .addApplication(Application.of(TENANT, UUID.randomUUID().toString(), PRINCIPAL, "DevOps"));
    azure.entra().seedSecret(PRINCIPAL, "canary-devops-secret");
    azure
        .entra()
        .addApplication(Application.of(TENANT, UUID.randomUUID().toString(), OTHER_PRINCIPAL, "O"));
    azure.entra().seedSecret(OTHER_PRINCIPAL, "canary-other-secret");
    azure.keyVault().addVault("contoso", TENANT);
    azure.keyVault().setSecret("contoso", "other-sp", "canary-other-secret");
    azure
        .keyVault()
        .permit(
            "contoso",
            azure.entra().servicePrincipalId(TENANT, SELF).orElseThrow(),
            Permission.SECRETS_USER);
    azure.keyVault().setSecret("contoso", "devops-sp", "canary-devops-secret");
    azure.keyVault().setSecret("contoso", "wrong", "canary-wrong-secret");
    asking = asking(azure.settings());
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  @Test
  @DisplayName(
      "R-11, R-13, Z-08: a principal that is a member is connected, and what it sees named")
  void aMemberIsConnected() {
    AzureProject shop = organization.project("Shop");
    principal().joins(shop.administrators());
    shop.connection("shop-registry").dockerHub("contoso", "password");

    Verdict verdict = verify(TENANT, SECRET);

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.CONNECTED);
    ConnectorFindings.Project seen = verdict.findings().projects().getFirst();
    assertThat(seen.name()).isEqualTo("Shop");
    assertThat(seen.serviceConnectionCount()).isNotNull();
    assertThat(verdict.findings().projectCount()).isEqualTo(1);
    assertThat(verdict.findings().leftOut()).isNotEmpty();
    assertThat(organization.calls().getFirst().path())
        .as("R-11: the first call lists projects")
        .contains("_apis/projects?");
    assertThat(verdict.toString()).doesNotContain("canary");
  }

  @Test
  @DisplayName("Z-20: a member to whom nothing was granted is connected, nothing visible")
  void nothingGrantedIsNothingVisible() {
    organization.project("Hidden");
    principal();

    assertThat(verify(TENANT, SECRET).status())
        .isEqualTo(ConnectorStatus.CONNECTED_NOTHING_VISIBLE);
  }

  @Test
  @DisplayName("D-10, D-22: a principal that is not in the organization is no member")
  void aStrangerIsNoMember() {
    Verdict verdict = verify(TENANT, SECRET);

    assertThat(verdict.status()).isEqualTo(ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER);
    assertThat(verdict.message()).contains("Organization settings, Users");
  }

  @Test
  @DisplayName("D-11: an organization of another Entra tenant is the wrong tenant")
  void anotherTenantsOrganizationIsTheWrongTenant() {
    String foreign = name + "-f";
    DEVOPS.get().organization(foreign, OTHER_TENANT);

    Verdict verdict =
        asking.verify(TENANT, foreign, new SignIn.ServicePrincipal(TENANT, PRINCIPAL, SECRET));

    assertThat(verdict.status()).isEqualTo(ConnectorStatus.WRONG_TENANT);
    assertThat(verdict.message()).contains(OTHER_TENANT);
  }

  @Test
  @DisplayName("R-17: an organization that does not exist is not found")
  void anUnknownOrganizationIsNotFound() {
    assertThat(
            asking
                .verify(
                    TENANT, name + "-no", new SignIn.ServicePrincipal(TENANT, PRINCIPAL, SECRET))
                .status())
        .isEqualTo(ConnectorStatus.ORGANIZATION_NOT_FOUND);
  }

  @Test
  @DisplayName("S-26: a client secret that Entra does not accept, and one that is missing")
  void aClientSecretThatDoesNotWork() {
    assertThat(verify(TENANT, at("wrong")).status())
        .isEqualTo(ConnectorStatus.INVALID_OR_EXPIRED_TOKEN);
    Verdict missing = verify(TENANT, at("nowhere"));
    assertThat(missing.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
    assertThat(missing.message()).contains("has no secret nowhere");
  }

  @Test
  @DisplayName("Z-15: a vault of another Entra tenant is not read")
  void aVaultOfAnotherTenantIsNotRead() {
    // A double of its own: Key Vault's client remembers a challenge per host, and these share one.
    try (EmbeddedAzure other = EmbeddedAzure.start()) {
      other.entra().addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
      other.entra().addTenant(new Tenant(OTHER_TENANT, "Fabrikam", "fabrikam.example"));
      other.entra().addApplication(Application.of(TENANT, id(), SELF, "Self"));
      other.entra().seedSecret(SELF, SELF_SECRET);
      other.keyVault().addVault("fabrikam", OTHER_TENANT);
      other.keyVault().setSecret("fabrikam", "devops-sp", "canary-foreign");

      Verdict verdict =
          asking(other.settings(), other)
              .verify(
                  TENANT,
                  name,
                  new SignIn.ServicePrincipal(
                      TENANT,
                      PRINCIPAL,
                      new SecretLocation("https://fabrikam.vault.azure.net", "devops-sp")));

      assertThat(verdict.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
      assertThat(verdict.message()).contains("belongs to another Entra tenant");
    }
  }

  @Test
  @DisplayName("Z-16: a vault that may not be read names the data-plane role")
  void aForbiddenVaultNamesTheRole() {
    azure.keyVault().addVault("closed", TENANT);
    azure.keyVault().setSecret("closed", "devops-sp", "x");

    Verdict verdict =
        verify(TENANT, new SecretLocation("https://closed.vault.azure.net", "devops-sp"));

    assertThat(verdict.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
    assertThat(verdict.message()).contains("Key Vault Secrets User");
  }

  @Test
  @DisplayName("R-03: a token that works says whose it is, and warns when that looks like a person")
  void aTokenSaysWhoseItIs() {
    AzureProject shop = organization.project("Shop");
    Member ada = organization.user(id(), "Ada Lovelace", "ada@contoso.example");
    ada.joins(shop.administrators());
    Member service = organization.user(id(), "svc-keyturn", "svc-keyturn@contoso.example");
    service.joins(shop.administrators());

    Verdict person = verify(token(ada, "vso.serviceendpoint_manage", "vso.project"));
    Verdict machine = verify(token(service, "vso.serviceendpoint_manage", "vso.project"));

    assertThat(person.status()).as(person.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(person.findings().signedInAs()).isEqualTo("Ada Lovelace");
    assertThat(person.findings().warnings())
        .singleElement()
        .asString()
        .contains("Ada Lovelace, who looks like a person");
    assertThat(machine.findings().signedInAs()).isEqualTo("svc-keyturn");
    assertThat(machine.findings().warnings()).isEmpty();
  }

  @Test
  @DisplayName("S-22, R-18: a token without the scope for service connections lacks a scope")
  void aTokenWithoutTheScope() {
    AzureProject shop = organization.project("Shop");
    Member service = organization.user(id(), "svc-keyturn", "svc-keyturn@contoso.example");
    service.joins(shop.administrators());

    Verdict verdict = verify(token(service, "vso.project"));

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.SCOPE_MISSING);
  }

  @Test
  @DisplayName("R-06: the scopes that Keyturn names connect, and none of them can be left out")
  void theNamedScopesConnect() {
    AzureProject shop = organization.project("Shop");
    Member service = organization.user(id(), "svc-keyturn", "svc-keyturn@contoso.example");
    service.joins(shop.endpointAdministrators());
    List<String> named = Scopes.NEEDED.stream().map(Scopes.Scope::api).toList();

    Verdict all = verify(token(service, named.toArray(String[]::new)));
    Verdict noProjects =
        verify(
            token(
                service,
                named.stream().filter(it -> !it.equals("vso.project")).toArray(String[]::new)));

    assertThat(all.status()).as(all.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(noProjects.status()).isEqualTo(ConnectorStatus.INVALID_OR_EXPIRED_TOKEN);
    assertThat(noProjects.message()).contains("lacks the scope", "Project and Team (Read)");
  }

  @Test
  @DisplayName("R-07: a token that may only read connects; what it may is Azure DevOps' business")
  void aReadOnlyTokenConnects() {
    AzureProject shop = organization.project("Shop");
    Member service = organization.user(id(), "svc-keyturn", "svc-keyturn@contoso.example");
    service.joins(shop.contributors());

    Verdict verdict = verify(token(service, "vso.serviceendpoint", "vso.project"));

    assertThat(verdict.status()).as(verdict.message()).isEqualTo(ConnectorStatus.CONNECTED);
  }

  @Test
  @DisplayName("R-04: who was let into one project sees that one, and nothing of the others")
  void onlyTheGrantedProjectIsSeen() {
    AzureProject shop = organization.project("Shop");
    AzureProject hidden = organization.project("Hidden");
    hidden.connection("hidden-prod").dockerHub("contoso", "password");
    principal().joins(shop.endpointAdministrators());

    Verdict verdict = verify(TENANT, SECRET);

    assertThat(verdict.findings().projects())
        .extracting(ConnectorFindings.Project::name)
        .containsExactly("Shop");
    assertThat(verdict.toString()).doesNotContain("idden");
  }

  @Test
  @DisplayName(
      "D-04: a role on a subscription does not let in, membership of the organization does")
  void membershipLetsInAndNoSubscriptionRole() {
    azure.entra().addSubscription(SUBSCRIPTION, TENANT, "Contoso Production");
    azure
        .entra()
        .grantSubscription(
            azure.entra().servicePrincipalId(TENANT, OTHER_PRINCIPAL).orElseThrow(), SUBSCRIPTION);
    SignIn granted = new SignIn.ServicePrincipal(TENANT, OTHER_PRINCIPAL, at("other-sp"));

    Verdict outside = asking.verify(TENANT, name, granted);

    assertThat(outside.status()).isEqualTo(ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER);
    assertThat(outside.message())
        .contains("Organization settings, Users", "a role on an Azure subscription does not");

    principal().joins(organization.project("Shop").endpointAdministrators());
    assertThat(verify(TENANT, SECRET).status())
        .as("a member that has no role on any subscription")
        .isEqualTo(ConnectorStatus.CONNECTED);
  }

  @Test
  @DisplayName(
      "D-19: the vault and the organization are granted to different identities, each alone")
  void vaultAndOrganizationAreGrantedSeparately() {
    Member member = principal().joins(organization.project("Shop").endpointAdministrators());
    String self = azure.entra().servicePrincipalId(TENANT, SELF).orElseThrow();

    assertThat(verify(TENANT, SECRET).status())
        .as("one reads the vault and is no member, the other is a member and reads no vault")
        .isEqualTo(ConnectorStatus.CONNECTED);

    azure.keyVault().permit("contoso", self, Set.of());
    Verdict withoutVault = verify(TENANT, SECRET);
    azure.keyVault().permit("contoso", self, Permission.SECRETS_USER);
    assertThat(withoutVault.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
    assertThat(withoutVault.message()).contains("Key Vault Secrets User").doesNotContain(name);

    member.removed();
    Verdict withoutMembership = verify(TENANT, SECRET);
    assertThat(withoutMembership.status()).isEqualTo(ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER);
    assertThat(withoutMembership.message()).contains(name).doesNotContain("Vault");
  }

  @Test
  @DisplayName("Z-17: one identity may serve vault and organization, or each organization its own")
  void oneIdentityForBothOrOneForEach() {
    azure.keyVault().setSecret("contoso", "self-sp", SELF_SECRET);
    AzureOrganization second = DEVOPS.get().organization(name + "-2", TENANT);
    principal().joins(organization.project("Shop").endpointAdministrators());
    second
        .servicePrincipal(
            azure.entra().servicePrincipalId(TENANT, SELF).orElseThrow(), SELF, "Everything")
        .joins(second.project("Shop").endpointAdministrators());

    Verdict own = verify(TENANT, SECRET);
    Verdict both =
        asking.verify(
            TENANT, name + "-2", new SignIn.ServicePrincipal(TENANT, SELF, at("self-sp")));

    assertThat(own.status()).as(own.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(both.status()).as(both.message()).isEqualTo(ConnectorStatus.CONNECTED);
    assertThat(organization.calls()).extracting("who").containsOnly("DevOps");
    assertThat(second.calls()).extracting("who").containsOnly("Everything");
  }

  @Test
  @DisplayName(
      "Z-06, Z-22: 403 names role, vault and object id; granted to that, the next try works")
  void aRefusedVaultIsGrantedToTheNamedObjectId() {
    String vault = "kv" + UUID.randomUUID().toString().substring(0, 8);
    azure.keyVault().addVault(vault, TENANT);
    azure.keyVault().setSecret(vault, "devops-sp", "canary-devops-secret");
    azure.keyVault().permit(vault, SELF, Permission.SECRETS_USER); // the client id: no use
    principal().joins(organization.project("Shop").endpointAdministrators());
    SecretLocation there = new SecretLocation("https://" + vault + ".vault.azure.net", "devops-sp");

    Verdict refused = verify(TENANT, there);

    assertThat(refused.status()).isEqualTo(ConnectorStatus.MISCONFIGURED);
    assertThat(refused.message())
        .contains("Key Vault Secrets User on " + there.vaultUrl(), "about a minute");
    Matcher told = Pattern.compile("object id ([0-9a-f-]{36})").matcher(refused.message());
    assertThat(told.find()).as(refused.message()).isTrue();
    assertThat(told.group(1)).isNotEqualTo(SELF);

    azure.keyVault().permit(vault, told.group(1), Permission.SECRETS_USER);
    assertThat(verify(TENANT, there).status()).isEqualTo(ConnectorStatus.CONNECTED);
  }

  @Test
  @DisplayName("R-15, R-16, S-32: a token that is nobody's, or of another organization, is invalid")
  void aTokenOfNobody() {
    assertThat(verify("nobodys").status()).isEqualTo(ConnectorStatus.INVALID_OR_EXPIRED_TOKEN);
    AzureOrganization elsewhere = DEVOPS.get().organization(name + "-x", TENANT);
    Member service = elsewhere.user(id(), "svc", "svc@contoso.example");
    String foreign =
        elsewhere.personalAccessToken(
            service, "t", Instant.now().plus(Duration.ofDays(9)), "app_token");
    assertThat(verify(foreign).status()).isEqualTo(ConnectorStatus.INVALID_OR_EXPIRED_TOKEN);
  }

  @Test
  @DisplayName("D-24: a throttled organization is throttled, and an unreachable one unreachable")
  void throttledAndUnreachable() {
    principal();
    organization.throttle(Duration.ofMinutes(1));
    assertThat(verify(TENANT, SECRET).status()).isEqualTo(ConnectorStatus.THROTTLED);

    Map<String, String> nowhere = azure.settings();
    nowhere.put("azure.devops-url", "https://localhost:1/devops");
    assertThat(
            asking(nowhere)
                .verify(TENANT, name, new SignIn.PersonalAccessToken(ClientSecret.of("any")))
                .status())
        .isEqualTo(ConnectorStatus.UNREACHABLE);
  }

  private Member principal() {
    return organization.servicePrincipal(
        azure.entra().servicePrincipalId(TENANT, PRINCIPAL).orElseThrow(), PRINCIPAL, "DevOps");
  }

  private Verdict verify(String home, SecretLocation secret) {
    return asking.verify(TENANT, name, new SignIn.ServicePrincipal(home, PRINCIPAL, secret));
  }

  private Verdict verify(String token) {
    return asking.verify(TENANT, name, new SignIn.PersonalAccessToken(ClientSecret.of(token)));
  }

  private String token(Member owner, String... scopes) {
    return organization.personalAccessToken(
        owner, UUID.randomUUID().toString(), Instant.now().plus(Duration.ofDays(9)), scopes);
  }

  private static SecretLocation at(String secret) {
    return new SecretLocation(SECRET.vaultUrl(), secret);
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static String setting(Map<String, String> settings, String key) {
    return Objects.requireNonNull(settings.get(key), key);
  }

  private static AskAzureDevOps asking(Map<String, String> settings) {
    return asking(settings, azure);
  }

  private static AskAzureDevOps asking(Map<String, String> settings, EmbeddedAzure at) {
    AzureProperties properties =
        new AzureProperties(
            URI.create(setting(settings, "azure.devops-url")),
            URI.create(setting(settings, "azure.devops-identity-url")),
            URI.create(setting(settings, "azure.devops-accounts-url")),
            URI.create(setting(settings, "azure.authority-host")),
            URI.create(setting(settings, "azure.graph-url")),
            URI.create(setting(settings, "azure.management-url")),
            List.of(setting(settings, "azure.key-vault-hosts").split(",")),
            setting(settings, "azure.key-vault-url"),
            Path.of(setting(settings, "azure.ca-certificate")),
            URI.create(setting(settings, "azure.instance-metadata-url")));
    Duration call = Duration.ofSeconds(15);
    HttpClient http =
        BlockingHttp.forAzure(BlockingHttp.trusting(properties.caCertificate()), call);
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
}
