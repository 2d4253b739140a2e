package io.keyturn.worker.identity;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.keyturn.azuredevops.Authority;
import io.keyturn.azuredevops.BlockingHttp;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** The worker's own identity and the HTTP client that trusts what the installation trusts. */
public final class WorkerIdentity {

  /** Key Vault and Entra answer within seconds, or not at all. */
  private static final Duration AZURE_DEADLINE = Duration.ofSeconds(60);

  private final OkHttpClient http;
  private final HttpClient azureHttp;
  private final TokenCredential credential;

  public WorkerIdentity(AzureProperties azure, IdentityProperties identity) {
    this.http = BlockingHttp.trusting(azure.caCertificate());
    this.azureHttp = BlockingHttp.forAzure(http, AZURE_DEADLINE);
    this.credential = credential(azure, identity);
  }

  /** For calls that are not the Azure SDK's. Follows no redirects; the caller sets the deadline. */
  public OkHttpClient http() {
    return http;
  }

  public HttpClient azureHttp() {
    return azureHttp;
  }

  public TokenCredential credential() {
    return credential;
  }

  private TokenCredential credential(AzureProperties azure, IdentityProperties identity) {
    Authority entra = azure.urls().authority();
    // Vaults are reached over azureHttp as it is: a vault of a test double may share Entra's host.
    HttpClient entraHttp = entra.reachedOver(azureHttp);
    if (identity.clientSecret().isPresent()) {
      ClientSecretCredentialBuilder builder =
          new ClientSecretCredentialBuilder()
              .tenantId(required(identity.tenantId(), "keyturn.identity.tenant-id"))
              .clientId(required(identity.clientId(), "keyturn.identity.client-id"))
              .clientSecret(identity.clientSecret().get())
              // Which tenant a token is asked from is checked where it is asked for.
              .additionallyAllowedTenants("*")
              .authorityHost(entra.withoutPath())
              .httpClient(entraHttp);
      return entra.isMicrosoft() ? builder.build() : builder.disableInstanceDiscovery().build();
    }
    DefaultAzureCredentialBuilder builder =
        new DefaultAzureCredentialBuilder()
            .additionallyAllowedTenants("*")
            .authorityHost(entra.withoutPath())
            .httpClient(entraHttp);
    if (!entra.isMicrosoft()) {
      builder.disableInstanceDiscovery();
    }
    identity.tenantId().ifPresent(builder::tenantId);
    identity.clientId().ifPresent(builder::managedIdentityClientId);
    identity.clientId().ifPresent(builder::workloadIdentityClientId);
    return builder.build();
  }

  private static String required(java.util.Optional<String> value, String name) {
    return value.orElseThrow(() ->
        new IllegalArgumentException(
            name + " is missing; it goes with keyturn.identity.client-secret"));
  }
}
