package io.keyturn.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Microsoft's own client against the embedded Key Vault. */
class VaultSecretsTest {

  private static final String SECRETS = "/vaults/contoso/secrets/.*";

  private final Contoso contoso = Contoso.shared();
  private final Scene scene = new Scene(contoso);
  private final VaultSecrets secrets = reader(contoso.properties());

  @BeforeEach
  void mend() {
    contoso.mend();
  }

  @Test // FAULT-15
  void exactlyTheNamedVersionIsReadAlthoughANewerOneExists() {
    Renewed named = scene.store("canary-first");
    scene.store("canary-second");

    assertThat(read(named.version()))
        .isInstanceOfSatisfying(
            Succeeded.class,
            found -> {
              ReadSecret secret = (ReadSecret) found.value();
              assertThat(secret.version()).isEqualTo(named.version());
              assertThat(secret.value().reveal()).isEqualTo("canary-first");
              assertThat(secret.createdAt())
                  .isEqualTo(
                      contoso.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
            });
  }

  @Test
  void theCurrentVersionIsTheNewestAndSaysWhichItIs() {
    scene.store("canary-first");
    Renewed newest = scene.store("canary-second");

    assertThat(secrets.current(Contoso.TENANT, scene.secret()).map(ReadSecret::version))
        .isEqualTo(Attempt.succeeded(newest.version()));
  }

  @Test // FAULT-15
  void aDisabledVersionIsRefused() {
    Renewed renewed = scene.store("canary");
    contoso
        .azure()
        .keyVault()
        .enable(Contoso.VAULT, scene.secret().name(), renewed.version().version(), false);

    refused(read(renewed.version()), Reason.SECRET_DISABLED);
  }

  @Test // FAULT-15
  void anExpiredVersionIsRefused() {
    String version =
        contoso
            .azure()
            .keyVault()
            .setSecret(
                Contoso.VAULT,
                scene.secret().name(),
                "canary",
                contoso.clock().instant().plusSeconds(60));
    contoso.clock().turn(Duration.ofSeconds(61));

    refused(read(named(version)), Reason.SECRET_EXPIRED);
  }

  @Test
  void aVersionOrASecretThatIsNotThereIsRefused() {
    scene.store("canary");

    refused(read(named("0123456789abcdef0123456789abcdef")), Reason.SECRET_NOT_FOUND);
    refused(
        secrets.current(Contoso.TENANT, new SecretLocation(Contoso.VAULT_URL, "nobody-made-this")),
        Reason.SECRET_NOT_FOUND);
  }

  @Test // FAULT-15, Z-16
  void aVaultThatDoesNotLetTheWorkerReadNamesTheRoleThatIsMissing() {
    Renewed renewed = scene.store("canary");
    fault(
        new Effect.Status(
            403,
            json(),
            "{\"error\":{\"code\":\"Forbidden\",\"innererror\":{\"code\":\"ForbiddenByRbac\"}}}"));

    assertThat(refused(read(renewed.version()), Reason.SECRET_FORBIDDEN))
        .contains("Key Vault Secrets User");
  }

  @Test
  @DisplayName("Z-01: one identity reads every vault that it was granted, and no other")
  void oneIdentityReadsEveryVaultThatItWasGranted() {
    String granted = "kv" + UUID.randomUUID().toString().substring(0, 8);
    String closed = "kv" + UUID.randomUUID().toString().substring(0, 8);
    for (String vault : List.of(granted, closed)) {
      contoso.azure().keyVault().addVault(vault, Contoso.TENANT);
      contoso.azure().keyVault().setSecret(vault, "shop", "canary-" + vault);
    }
    contoso
        .azure()
        .keyVault()
        .permit(
            granted,
            contoso
                .azure()
                .entra()
                .servicePrincipalId(Contoso.TENANT, Contoso.WORKER)
                .orElseThrow(),
            Permission.SECRETS_USER);
    Renewed first = scene.store("canary-first");

    assertThat(read(first.version())).isInstanceOf(Succeeded.class);
    assertThat(
            secrets
                .current(Contoso.TENANT, in(granted, "shop"))
                .map(found -> found.value().reveal()))
        .isEqualTo(Attempt.succeeded("canary-" + granted));
    refused(secrets.current(Contoso.TENANT, in(closed, "shop")), Reason.SECRET_FORBIDDEN);
    assertThat(read(first.version()))
        .as("a vault that is closed closes no other")
        .isInstanceOf(Succeeded.class);
  }

  @Test
  void aVaultBehindAFirewallIsNotTakenForADisabledSecret() {
    Renewed renewed = scene.store("canary");
    fault(
        new Effect.Status(
            403,
            json(),
            "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Public network access is disabled and"
                + " request is not from a trusted service.\",\"innererror\":{\"code\":"
                + "\"ForbiddenByConnection\"}}}"));

    refused(read(renewed.version()), Reason.SECRET_FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vault.azure.net.example.com",
        "https://evilvault.azure.net",
        "https://vault.azure.net",
        "https://localhost",
        "http://contoso.vault.azure.net",
        "https://contoso.vault.azure.net.:1"
      })
  void anAddressThatIsNotAllowedGetsNoRequestAndNoToken(String vault) {
    AtomicInteger requests = new AtomicInteger();
    contoso.azure().listen(exchange -> requests.incrementAndGet());

    refused(
        secrets.current(Contoso.TENANT, new SecretLocation(vault, "payments-secret")),
        Reason.VAULT_NOT_ALLOWED);
    assertThat(requests).hasValue(0);
  }

  static final List<Arguments> PASSING_PROBLEMS =
      List.of(
          arguments("429 with Retry-After", 429, "17", Reason.THROTTLED, 17),
          arguments("429 without", 429, "", Reason.THROTTLED, 0),
          arguments("503 with Retry-After", 503, "3", Reason.SERVER_ERROR, 3),
          arguments("500", 500, "", Reason.SERVER_ERROR, 0));

  @ParameterizedTest(name = "{0}")
  @FieldSource("PASSING_PROBLEMS")
  void aPassingProblemIsWaitedForAndOneRequestIsOneRequest(
      String row, int status, String retryAfter, Reason reason, int seconds) {
    Renewed renewed = scene.store("canary");
    Map<String, String> headers = retryAfter.isEmpty() ? json() : Map.of("Retry-After", retryAfter);
    fault(new Effect.Status(status, headers, "{}"));

    Attempt<ReadSecret> attempt = read(renewed.version());

    assertThat(attempt)
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> {
              assertThat(later.reason()).isEqualTo(reason);
              assertThat(later.after()).isEqualTo(Duration.ofSeconds(seconds));
            });
    assertThat(read(renewed.version())).as("met one request").isInstanceOf(Succeeded.class);
  }

  @Test
  void aVaultThatCannotBeReachedIsWaitedFor() {
    Renewed renewed = scene.store("canary");
    contoso.azure().faults().add(Fault.always("GET", SECRETS, new Effect.Reset()));

    assertThat(read(renewed.version()))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> assertThat(later.reason()).isEqualTo(Reason.VAULT_UNREACHABLE));
  }

  @Test // FAULT-23
  void theVaultOfAnotherTenantIsNotReadAndGetsNoToken() {
    Renewed renewed = scene.store("canary");
    String otherTenant = UUID.randomUUID().toString();
    AtomicInteger tokens = new AtomicInteger();
    contoso
        .azure()
        .listen(exchange -> {
          if (exchange.path().endsWith("/oauth2/v2.0/token")) {
            tokens.incrementAndGet();
          }
        });

    refused(secrets.read(otherTenant, renewed.version()), Reason.WRONG_TENANT);
    assertThat(tokens).hasValue(0);
  }

  @Test
  void aValueThatIsBlankIsNotASecret() {
    Renewed renewed = scene.store("  ");

    refused(read(renewed.version()), Reason.SECRET_NOT_FOUND);
  }

  @Test // FAULT-24
  void noAnswerQuotesTheSecret() {
    Renewed renewed = scene.store("canary-" + UUID.randomUUID());

    assertThat(String.valueOf(read(renewed.version()))).doesNotContain("canary-");
  }

  private Attempt<ReadSecret> read(SecretVersion version) {
    return secrets.read(Contoso.TENANT, version);
  }

  private static SecretLocation in(String vault, String name) {
    return new SecretLocation("https://" + vault + ".vault.azure.net", name);
  }

  private SecretVersion named(String version) {
    return new SecretVersion(Contoso.VAULT_URL, scene.secret().name(), version);
  }

  private static String refused(Attempt<ReadSecret> attempt, Reason reason) {
    assertThat(attempt).isInstanceOf(Refused.class);
    Refused<ReadSecret> no = (Refused<ReadSecret>) attempt;
    assertThat(no.reason()).as(no.why()).isEqualTo(reason);
    return no.why();
  }

  private void fault(Effect effect) {
    contoso.azure().faults().add(Fault.once("GET", SECRETS, effect));
  }

  private static Map<String, String> json() {
    return Map.of("Content-Type", "application/json");
  }

  private VaultSecrets reader(AzureProperties properties) {
    WorkerIdentity identity = contoso.identity();
    return new VaultSecrets(
        properties, identity.credential(), identity.azureHttp(), contoso.clock());
  }
}
