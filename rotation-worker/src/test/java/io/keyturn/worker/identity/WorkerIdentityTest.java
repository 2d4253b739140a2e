package io.keyturn.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.http.Exchange;
import io.keyturn.embedded.keyvault.Permission;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity that serves Key Vault and tenant-settings, at an Entra whose address has a path. */
class WorkerIdentityTest {

  private static final String TENANT = "11111111-1111-4111-8111-111111111111";
  private static final String WORKER = "22222222-2222-4222-8222-222222222222";
  private static final String API = "33333333-3333-4333-8333-333333333333";
  private static final String SECRET = "own~Secret.of-the_worker+1";
  private static final String VAULT = "contoso";

  private final EmbeddedAzure azure = EmbeddedAzure.start();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

  @BeforeEach
  void aWorkerWithAVaultAndARole() {
    var entra = azure.entra();
    entra.addTenant(new Tenant(TENANT, "Contoso", "contoso.onmicrosoft.com"));
    entra.addApplication(
        Application.of(TENANT, "44444444-4444-4444-8444-444444444444", API, "Keyturn")
            .withApi(List.of("api://keyturn"), List.of("Rotation.Worker")));
    entra.addApplication(
        Application.of(TENANT, "55555555-5555-4555-8555-555555555555", WORKER, "Worker"));
    entra.seedSecret(WORKER, SECRET);
    String servicePrincipal = entra.servicePrincipalId(TENANT, WORKER).orElseThrow();
    entra.assignRole(TENANT, servicePrincipal, API, "Rotation.Worker");
    azure.keyVault().addVault(VAULT, TENANT);
    azure.keyVault().permit(VAULT, servicePrincipal, Permission.SECRETS_USER);
    azure.listen(exchanges::add);
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/entra", "/entra/", ""})
  void clientSecretSignsInForKeyVaultAndTenantSettings(String authorityPath) {
    assertServesKeyVaultAndTenantSettings(
        new WorkerIdentity(
            properties(authorityPath),
            new IdentityProperties(Optional.of(TENANT), Optional.of(WORKER), Optional.of(SECRET))),
        authorityPath);
  }

  /**
   * Without a secret in the settings it is whoever the machine says; here the machine says it as
   * azure-identity's EnvironmentCredential reads it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/entra", ""})
  void identityOfTheMachineSignsInForKeyVaultAndTenantSettings(String authorityPath) {
    Map<String, String> machine =
        Map.of("AZURE_TENANT_ID", TENANT, "AZURE_CLIENT_ID", WORKER, "AZURE_CLIENT_SECRET", SECRET);
    machine.forEach(System::setProperty);
    try {
      assertServesKeyVaultAndTenantSettings(
          new WorkerIdentity(
              properties(authorityPath),
              new IdentityProperties(Optional.empty(), Optional.empty(), Optional.empty())),
          authorityPath);
    } finally {
      machine.keySet().forEach(System::clearProperty);
    }
  }

  private void assertServesKeyVaultAndTenantSettings(WorkerIdentity worker, String authorityPath) {
    TokenCredential credential = worker.credential();
    String version = azure.keyVault().setSecret(VAULT, "payments", "new-value");

    String read =
        new SecretClientBuilder()
            .vaultUrl(azure.vaultUrl(VAULT))
            .disableChallengeResourceVerification()
            .credential(credential)
            .httpClient(worker.azureHttp())
            .buildClient()
            .getSecret("payments", version)
            .getValue();
    String token =
        credential
            .getTokenSync(new TokenRequestContext().addScopes("api://keyturn/.default"))
            .getToken();

    assertThat(read).isEqualTo("new-value");
    assertThat(azure.entra().principalOf(token, "api://keyturn")).isPresent();
    String tokenEndpoint = authorityPath.replaceAll("/$", "") + "/" + TENANT + "/oauth2/v2.0/token";
    assertThat(exchanges)
        .filteredOn(exchange -> !exchange.path().startsWith("/vaults/contoso/"))
        .isNotEmpty()
        .allMatch(exchange -> exchange.path().equals(tokenEndpoint));
  }

  private AzureProperties properties(String authorityPath) {
    URI elsewhere = URI.create("https://localhost:1");
    return new AzureProperties(
        elsewhere,
        elsewhere,
        elsewhere,
        URI.create(azure.origin() + authorityPath),
        elsewhere,
        elsewhere,
        List.of("*.vault.azure.net"),
        azure.origin() + "/vaults/{vault}",
        azure.caCertificate(),
        elsewhere);
  }
}
