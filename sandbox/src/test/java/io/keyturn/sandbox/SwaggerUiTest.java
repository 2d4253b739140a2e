package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class SwaggerUiTest {

  private final Stack stack = SharedStack.stack();

  @Test
  void theApiOfTenantSettingsCanBeLookedAtInABrowser() throws Exception {
    String settings = stack.applications().settingsUrl();

    assertThat(get(settings + "/swagger-ui/index.html").statusCode()).isEqualTo(200);
    assertThat(get(settings + "/swagger-ui/swagger-initializer.js").body())
        .contains("/api/v1/openapi/swagger-config");
    assertThat(get(settings + "/api/v1/openapi/swagger-config").body())
        .contains("\"/api/v1/openapi\"");
    assertThat(get(settings + "/api/v1/openapi").statusCode()).isEqualTo(200);
  }

  @Test
  void theWorkerHasNoneAndTheApiItselfStaysClosed() throws Exception {
    assertThat(get(stack.applications().workerUrl() + "/swagger-ui/index.html").statusCode())
        .isNotEqualTo(200);
    assertThat(get(stack.applications().workerUrl() + "/v3/api-docs").statusCode())
        .isNotEqualTo(200);
    assertThat(
            get(stack.applications().settingsUrl()
                    + "/api/v1/tenants/"
                    + DemoTenant.TENANT
                    + "/devops-settings")
                .statusCode())
        .isEqualTo(401);
  }

  private static HttpResponse<String> get(String url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
