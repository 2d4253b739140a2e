package io.keyturn.worker.identity;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import io.keyturn.azuredevops.BlockingHttp;
import java.time.Duration;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** The worker's own identity and the HTTP client that trusts what the installation trusts. */
public final class WorkerIdentity {

  /** Key Vault and Entra answer within seconds, or not at all. */
  private static final Duration AZURE_DEADLINE = Duration.ofSeconds(60);

  private final OkHttpClient http;
  private final HttpClient azureHttp;
  private final TokenCredential credential;

  public WorkerIdentity(AzureProperties azure, IdentityProperties identity) {
    this(azure, identity, List.of());
  }

  /**
   * @param alongCalls what is to see each call; nothing as a rule
   */
  WorkerIdentity(AzureProperties azure, IdentityProperties identity, List<Interceptor> alongCalls) {
    OkHttpClient plain = BlockingHttp.trusting(azure.caCertificate());
    if (alongCalls.isEmpty()) {
      this.http = plain;
    } else {
      OkHttpClient.Builder seen = plain.newBuilder();
      alongCalls.forEach(seen::addInterceptor);
      this.http = seen.build();
    }
    this.azureHttp = BlockingHttp.forAzure(http, AZURE_DEADLINE);
    this.credential = identity.own().credential(azure.urls().authority(), azureHttp);
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
}
