package io.keyturn.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.azure.Azure;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.azure.TurnedClock;
import io.keyturn.embedded.registry.EmbeddedRegistries.Challenge;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedRegistriesTest {

  @TempDir Path directory;

  @Test
  void basicLoginAcceptsTheCurrentPasswordOnly() throws Exception {
    try (Azure azure = new Azure()) {
      EmbeddedRegistries registries = azure.azure().registries();
      registries.add("harbor", Challenge.BASIC);
      registries.user("harbor", "robot$shop", "old");

      HttpResponse<String> nobody = azure.get("/registries/harbor/v2/");
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(nobody.headers().firstValue("WWW-Authenticate"))
          .contains("Basic realm=\"harbor\"");
      assertThat(basic(azure, "/registries/harbor/v2/", "robot$shop", "old").statusCode())
          .isEqualTo(200);

      registries.user("harbor", "robot$shop", "new:with:colons");
      assertThat(basic(azure, "/registries/harbor/v2/", "robot$shop", "old").statusCode())
          .isEqualTo(401);
      assertThat(
              basic(azure, "/registries/harbor/v2/", "robot$shop", "new:with:colons").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void bearerLoginGoesThroughTheTokenEndpointOfTheChallenge() throws Exception {
    TurnedClock clock = new TurnedClock();
    try (Azure azure = new Azure(EmbeddedAzure.builder().clock(clock))) {
      azure.azure().registries().add("hub", Challenge.BEARER);
      azure.azure().registries().user("hub", "shop", "right");
      assertThat(azure.get("/registries/hub/v2/").headers().firstValue("WWW-Authenticate"))
          .contains(
              "Bearer realm=\"%s/token\",service=\"hub\""
                  .formatted(azure.azure().registryUrl("hub")));

      assertThat(basic(azure, "/registries/hub/token?service=hub", "shop", "wrong").statusCode())
          .isEqualTo(401);
      String token =
          JsonMapper.shared()
              .readTree(basic(azure, "/registries/hub/token?service=hub", "shop", "right").body())
              .path("token")
              .asString();
      assertThat(bearer(azure, "/registries/hub/v2/", token).statusCode()).isEqualTo(200);

      clock.turn(Duration.ofMinutes(5));
      assertThat(bearer(azure, "/registries/hub/v2/", token).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void anAzureRegistryTakesTheClientSecretOfAnApplication() throws Exception {
    try (Azure azure = new Azure()) {
      azure.azure().registries().addAzure("contoso", Challenge.BASIC, Azure.TENANT);

      assertThat(
              basic(azure, "/registries/contoso/v2/", Azure.APPLICATION, Azure.SECRET).statusCode())
          .isEqualTo(200);
      assertThat(basic(azure, "/registries/contoso/v2/", Azure.APPLICATION, "other").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void oneRegistryIsAlsoServedAtTheRootAndAllSurviveARestart() throws Exception {
    var builder = EmbeddedAzure.builder().dataDirectory(directory);
    try (Azure azure = new Azure(builder)) {
      assertThat(azure.get("/v2/").statusCode()).isEqualTo(404);
      azure.azure().registries().add("harbor", Challenge.BASIC);
      azure.azure().registries().user("harbor", "shop", "kept");
      azure.azure().registries().atRoot("harbor");
    }

    try (Azure azure = new Azure(builder)) {
      assertThat(basic(azure, "/v2/", "shop", "kept").statusCode()).isEqualTo(200);
      assertThat(basic(azure, "/v2/", "shop", "other").statusCode()).isEqualTo(401);
    }
  }

  private static HttpResponse<String> basic(Azure azure, String path, String user, String password)
      throws Exception {
    String pair =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return azure.send(azure.to(path).header("Authorization", "Basic " + pair));
  }

  private static HttpResponse<String> bearer(Azure azure, String path, String token)
      throws Exception {
    return azure.send(azure.to(path).header("Authorization", "Bearer " + token));
  }
}
