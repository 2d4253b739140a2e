package io.keyturn.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.keyturn.azuredevops.AzureUrls;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.Reachability;
import io.keyturn.worker.contoso.Contoso;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.core.KafkaAdmin;

class HealthTest {

  @ParameterizedTest
  @CsvSource({"200, UP", "404, UP", "503, DOWN"})
  void tenantSettingsIsUpWhenItAnswersAndIsReady(int status, String expected) throws Exception {
    HttpServer server = server();
    server.createContext(
        "/keyturn/readyz",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      Health health = new TenantSettingsHealth(new OkHttpClient(), address(server)).health();

      assertThat(health.getStatus().getCode()).isEqualTo(expected);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tenantSettingsIsDownWhenNobodyAnswers() throws Exception {
    HttpServer server = server();
    URI nobody = address(server);
    server.stop(0);
    assertThat(new TenantSettingsHealth(new OkHttpClient(), nobody).health().getStatus().getCode())
        .isEqualTo("DOWN");
  }

  @Test
  void kafkaIsDownWithinSecondsWhenNoBrokerAnswers() throws Exception {
    HttpServer closed = server();
    int port = closed.getAddress().getPort();
    closed.stop(0);
    KafkaHealth kafka =
        new KafkaHealth(new KafkaAdmin(Map.of("bootstrap.servers", "127.0.0.1:" + port)));

    assertThat(kafka.health().getStatus().getCode()).isEqualTo("DOWN");
    kafka.destroy();
  }

  @Test
  @Tag("D-14")
  @DisplayName("D-14: the worker names the host of Azure that it does not reach")
  void theHostThatIsNotReachedIsNamed() {
    Contoso contoso = Contoso.shared();
    AzureUrls all = contoso.properties().urls();
    URI nobody = URI.create("https://localhost:1/devops");
    AzureUrls without =
        new AzureUrls(
            nobody,
            all.identity(),
            all.accounts(),
            all.authorityHost(),
            all.graph(),
            all.management());

    Health well = azure(contoso, all);
    Health ill = azure(contoso, without);

    assertThat(well.getStatus().getCode()).isEqualTo("UP");
    assertThat(ill.getStatus().getCode()).isEqualTo("DOWN");
    assertThat(String.valueOf(ill.getDetails().get("azure-devops")))
        .contains("localhost:1", "firewall");
    assertThat(String.valueOf(ill.getDetails().get("entra"))).contains("answers");
  }

  private static Health azure(Contoso contoso, AzureUrls urls) {
    return new AzureHealth(
            new Reachability(
                urls, BlockingHttp.trusting(contoso.azure().caCertificate()), Clock.systemUTC()))
        .health();
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keyturn");
  }
}
