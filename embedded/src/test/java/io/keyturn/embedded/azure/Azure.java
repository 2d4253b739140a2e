package io.keyturn.embedded.azure;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An embedded Azure with one tenant and one application, and Microsoft's clients set up for it. */
public final class Azure implements AutoCloseable {

  public static final String TENANT = "11111111-1111-4111-8111-111111111111";
  public static final String APPLICATION = "22222222-2222-4222-8222-222222222222";
  public static final String OBJECT = "33333333-3333-4333-8333-333333333333";
  public static final String SECRET = "first~Secret.of-the_application+1";
  public static final String VAULT = "contoso";

  private final EmbeddedAzure azure;
  private final java.net.http.HttpClient http;

  public Azure(EmbeddedAzure.Builder builder) {
    azure = builder.start();
    http = java.net.http.HttpClient.newBuilder().sslContext(azure.clientContext()).build();
    if (!azure.restored()) {
      var entra = azure.entra();
      entra.addTenant(
          new io.keyturn.embedded.entra.Tenant(TENANT, "Contoso", "contoso.onmicrosoft.com"));
      entra.addApplication(
          io.keyturn.embedded.entra.Application.of(TENANT, OBJECT, APPLICATION, "Shop"));
      entra.seedSecret(APPLICATION, SECRET);
      azure.keyVault().addVault(VAULT, TENANT);
    }
  }

  public Azure() {
    this(EmbeddedAzure.builder());
  }

  public EmbeddedAzure azure() {
    return azure;
  }

  public String servicePrincipal() {
    return azure.entra().servicePrincipalId(TENANT, APPLICATION).orElseThrow();
  }

  public ClientSecretCredential credential(String tenantId, String clientId, String secret) {
    return new ClientSecretCredentialBuilder()
        .authorityHost(azure.settings().get("azure.authority-host"))
        .disableInstanceDiscovery()
        .tenantId(tenantId)
        .clientId(clientId)
        .clientSecret(secret)
        .retryOptions(noRetries())
        .httpClient(azureClient())
        .build();
  }

  public String token(String scope) {
    return credential(TENANT, APPLICATION, SECRET)
        .getTokenSync(new TokenRequestContext().addScopes(scope))
        .getToken();
  }

  public SecretClient secrets() {
    return new SecretClientBuilder()
        .vaultUrl(azure.vaultUrl(VAULT))
        .disableChallengeResourceVerification()
        .credential(credential(TENANT, APPLICATION, SECRET))
        .retryOptions(noRetries())
        .httpClient(azureClient())
        .buildClient();
  }

  public static RetryOptions noRetries() {
    return new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));
  }

  public HttpClient azureClient() {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder().sslContext(azure.clientContext()))
        .build();
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(azure.origin() + path));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).GET());
  }

  /** Posts {@code name=value} pairs, each value encoded here. */
  public HttpResponse<String> form(String path, String... pairs)
      throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(pairs[i])
          .append('=')
          .append(java.net.URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return send(
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  @Override
  public void close() {
    azure.close();
  }
}
