package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import java.time.Duration;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleConnectionsTest {

  @Test
  void whatHasBeenIdleForSoLongIsClosedAndWhatHasNotIsUsedAgain() throws Exception {
    IdleConnections idle = new IdleConnections();
    ConnectionPool brief = idle.pool(10, Duration.ofMillis(1));
    ConnectionPool lasting = idle.pool(10, Duration.ofMinutes(10));
    try (ScriptedServer server = ScriptedServer.http()) {
      for (ConnectionPool pool : List.of(lasting, brief, lasting)) {
        server.answer(Scripted.json(200, "{}"));
        Request read = new Request.Builder().url(server.url("/").toString()).build();
        OkHttpClient http = new OkHttpClient.Builder().connectionPool(pool).build();
        try (Response answer = http.newCall(read).execute()) {
          assertThat(answer.body().string()).isEqualTo("{}");
        }
      }

      while (brief.connectionCount() > 0) {
        Thread.onSpinWait();
      }

      assertThat(lasting.idleConnectionCount()).isEqualTo(1);
      assertThat(lasting.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void ofMoreThanMayBeIdleOnlySoManyStay() throws Exception {
    ConnectionPool pool = new IdleConnections().pool(1, Duration.ofMinutes(10));
    OkHttpClient http = new OkHttpClient.Builder().connectionPool(pool).build();
    try (ScriptedServer server = ScriptedServer.http()) {
      server.answer(Scripted.json(200, "{}"));
      server.answer(Scripted.json(200, "{}"));
      Request read = new Request.Builder().url(server.url("/").toString()).build();
      try (Response one = http.newCall(read).execute();
          Response other = http.newCall(read).execute()) {
        assertThat(one.body().string() + other.body().string()).isEqualTo("{}{}");
      }

      while (pool.connectionCount() != 1) {
        Thread.onSpinWait();
      }

      assertThat(pool.idleConnectionCount()).isEqualTo(1);
    }
  }
}
