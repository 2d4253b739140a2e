package io.keyturn.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import okhttp3.OkHttpClient;
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
        "/keyturn/actuator/health/readiness",
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

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keyturn");
  }
}
