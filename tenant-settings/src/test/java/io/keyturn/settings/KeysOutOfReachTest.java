package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class KeysOutOfReachTest {

  private final Installation installation = Installation.shared();

  @Test
  void aTokenThatCannotBeCheckedIsNeitherAcceptedNorRefused() throws Exception {
    String nowhere = "http://127.0.0.1:9/keys"; // discard: nothing listens there
    UUID tenant = UUID.randomUUID();
    try (var process =
        installation.start("--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + nowhere)) {
      int port = java.util.Objects.requireNonNull(process.getWebServer()).getPort();

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:%d/api/v1/tenants/%s/devops-settings"
                                  .formatted(port, tenant)))
                      .header(
                          "Authorization",
                          "Bearer "
                              + installation.entra.token(
                                  tenant, UUID.randomUUID(), "Rotation.TenantAdmin"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(JsonMapper.shared().readTree(answer.body()).path("code").asString())
          .isEqualTo("service.unavailable");
    }
  }
}
