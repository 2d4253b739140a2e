package io.keyturn.worker.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import io.keyturn.contracts.outcome.Attempt;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Whatever Microsoft Graph answers has an outcome, and no sentence of it repeats the answer. */
class HostileGraphTest {

  private static final List<Integer> STATUSES =
      List.of(200, 200, 200, 201, 204, 400, 403, 404, 503);
  private static final String KEY =
      """
      {"customKeyIdentifier":null,"displayName":"keyturn 1","endDateTime":"2027-01-01T00:00:00Z",\
      "hint":"abc","keyId":"f0b0b335-1d71-4883-8f98-567911bfdca6","secretText":"fine",\
      "startDateTime":"2026-01-01T00:00:00Z"}\
      """;
  private static final String APPLICATION =
      "{\"appId\":\"a\",\"passwordCredentials\":[" + KEY + "," + KEY + "]}";
  private static final String ERROR =
      """
      {"error":{"code":"Authorization_RequestDenied","message":"no","innerError":{"date":\
      "2026-11-21T00:00:00","request-id":"r"},"details":[{"code":"x","message":"m"}]}}\
      """;

  record Scripted(int status, byte[] body, String pause) {}

  @Test
  void everyAnswerHasAnOutcomeThatRepeatsNothingOfIt() throws Exception {
    AtomicReference<Scripted> next = new AtomicReference<>();
    HttpServer graph =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    graph.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    graph.createContext(
        "/",
        exchange -> {
          try (exchange;
              OutputStream out = exchange.getResponseBody()) {
            exchange.getRequestBody().readAllBytes();
            Scripted answer = next.get();
            exchange.getResponseHeaders().set("Retry-After", answer.pause());
            exchange.getResponseHeaders().set("request-id", answer.pause());
            exchange.sendResponseHeaders(
                answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            out.write(answer.body());
          }
        });
    graph.start();
    TokenCredential credential =
        _ -> Mono.just(new AccessToken("t", OffsetDateTime.now().plusDays(1)));
    GraphApplications applications =
        new GraphApplications(
            new GraphCalls(
                BlockingHttp.trusting(null), credential, CallGate.OPEN, Duration.ofSeconds(10)),
            URI.create("http://127.0.0.1:" + graph.getAddress().getPort()),
            Clock.systemUTC());
    try {
      Rounds.of(
          600,
          hostile -> {
            int status = hostile.oneOf(STATUSES);
            next.set(
                new Scripted(
                    status,
                    status == 204
                        ? new byte[0]
                        : hostile.form(hostile.oneOf(List.of(APPLICATION, KEY, ERROR))),
                    hostile.oneIn(4) ? hostile.text() : "1"));

            Attempt<?> outcome =
                switch (hostile.oneOf(List.of(0, 1, 2))) {
                  case 0 -> applications.keys("t", "c");
                  case 1 -> applications.add("t", "c", "keyturn 1", Instant.EPOCH);
                  default -> applications.remove("t", "c", "k");
                };

            if (!(outcome instanceof Attempt.Succeeded<?>)) {
              assertThat(outcome.toString()).doesNotContain(Hostile.CANARY);
            }
          });
    } finally {
      graph.stop(0);
    }
  }
}
