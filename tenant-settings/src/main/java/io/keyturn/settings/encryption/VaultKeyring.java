package io.keyturn.settings.encryption;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.keyturn.azuredevops.Authority;
import io.keyturn.azuredevops.AzureUrls;
import io.keyturn.azuredevops.BlockingHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.core.env.Environment;

/**
 * A keyring that is one secret of a vault, in the same lines as a {@link KeyFile}. Read once, at
 * start, as {@code keyturn.identity.*} or as whoever the machine says it is.
 */
final class VaultKeyring {

  static final String URL = "keyturn.encryption.key-vault.url";
  static final String SECRET = "keyturn.encryption.key-vault.secret";

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String IDENTITY = "keyturn.identity.";

  private VaultKeyring() {}

  static KeyFile read(Environment settings) {
    String url = settings.getProperty(URL, "").strip();
    String secret = settings.getProperty(SECRET, "keyturn-keyring").strip();
    HttpClient http = http(settings.getProperty("azure.ca-certificate", "").strip());
    SecretClientBuilder vault =
        new SecretClientBuilder()
            .vaultUrl(url)
            .httpClient(http)
            .credential(
                credential(
                    authority(settings.getProperty("azure.authority-host", "")), http, settings));
    if (!url.contains(".vault.")) {
      // The challenge names https://vault.azure.net, which is not this host's domain.
      vault.disableChallengeResourceVerification();
    }
    try {
      return KeyFile.parse(vault.buildClient().getSecret(secret).getValue());
    } catch (HttpResponseException e) {
      int status = e.getResponse() == null ? 0 : e.getResponse().getStatusCode();
      throw unreadable(secret, url, "it answered " + status);
    } catch (IOException | RuntimeException e) {
      // Without the cause: it may show a line of the keyring.
      throw unreadable(secret, url, e.getClass().getSimpleName());
    }
  }

  private static IllegalStateException unreadable(String secret, String url, String why) {
    return new IllegalStateException(
        "the keyring "
            + secret
            + " cannot be read from "
            + url
            + " ("
            + why
            + "): check "
            + URL
            + ", the network, and that this application's identity has Key Vault Secrets User on"
            + " the vault");
  }

  private static Authority authority(String host) {
    AzureUrls usual = AzureUrls.publicCloud();
    return new AzureUrls(
            usual.devOps(),
            usual.identity(),
            usual.accounts(),
            host.isBlank() ? usual.authorityHost() : URI.create(host.strip()),
            usual.graph(),
            usual.management())
        .authority();
  }

  private static HttpClient http(String caCertificate) {
    return BlockingHttp.forAzure(
        BlockingHttp.trusting(caCertificate.isEmpty() ? null : Path.of(caCertificate)), DEADLINE);
  }

  private static TokenCredential credential(
      Authority entra, HttpClient http, Environment settings) {
    String clientSecret = settings.getProperty(IDENTITY + "client-secret", "");
    String tenantId = settings.getProperty(IDENTITY + "tenant-id", "");
    String clientId = settings.getProperty(IDENTITY + "client-id", "");
    if (!clientSecret.isBlank()) {
      ClientSecretCredentialBuilder builder =
          new ClientSecretCredentialBuilder()
              .tenantId(tenantId)
              .clientId(clientId)
              .clientSecret(clientSecret)
              .authorityHost(entra.withoutPath())
              .httpClient(entra.reachedOver(http));
      return entra.isMicrosoft() ? builder.build() : builder.disableInstanceDiscovery().build();
    }
    DefaultAzureCredentialBuilder builder =
        new DefaultAzureCredentialBuilder()
            .authorityHost(entra.withoutPath())
            .httpClient(entra.reachedOver(http));
    if (!entra.isMicrosoft()) {
      builder.disableInstanceDiscovery();
    }
    if (!clientId.isBlank()) {
      builder.managedIdentityClientId(clientId).workloadIdentityClientId(clientId);
    }
    return builder.build();
  }
}
