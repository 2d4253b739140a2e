package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every way out keeps to. */
abstract class TransportContract {

  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20));

  /** The transport under test. */
  abstract AzureDevOps through(AzureUrls urls, @Nullable Path caCertificate, Timeouts timeouts);

  @Test
  @Timeout(30)
  void fiveHundredCallsAtOnceGetTheirOwnAnswers() throws Exception {
    try (ScriptedServer server = ScriptedServer.http();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.answer(request -> {
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        return json(
            200,
            Example.AZURERM
                .replace(Example.CONNECTION.toString(), id)
                .replace("\"unknownToUs\":\"kept\"", "\"seenToken\":\"" + pat(request) + '"'));
      });
      ServiceConnections connections = to(server).serviceConnections();

      List<Callable<Boolean>> calls =
          IntStream.range(0, 500)
              .mapToObj(n ->
                  (Callable<Boolean>)
                      () -> {
                        UUID id = new UUID(7, n);
                        Actor actor =
                            new Actor(
                                "org" + n,
                                new SignIn.PersonalAccessToken(ClientSecret.of("pat-" + n)));
                        ServiceConnection got =
                            succeeded(
                                connections.get(
                                    actor, new ConnectionAddress(Example.PROJECT, "P", id, "C")));
                        return got.id().equals(id)
                            && got.data("seenToken").orElse("").equals("pat-" + n);
                      })
              .toList();

      for (Future<Boolean> each : threads.invokeAll(calls)) {
        assertThat(each.get()).isTrue();
      }
      assertThat(server.seen()).hasSize(500);
    }
  }

  private static String pat(ScriptedServer.Seen request) {
    byte[] pair = Base64.getDecoder().decode(request.header("Authorization").substring(6));
    return new String(pair, StandardCharsets.UTF_8).substring(1);
  }

  @Test
  @Timeout(30)
  void bodyThatStallsEndsAtTheDeadlineAndClosesTheConnection() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ServerSocket stalling = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket socket = stalling.accept()) {
              socket
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
                          .getBytes(StandardCharsets.US_ASCII));
              while (socket.getInputStream().read() >= 0) {
                // Reads the request, and then waits for the other side to close.
              }
            } catch (IOException e) {
              // A reset is a closed connection, too.
            }
            closed.countDown();
          });
      AzureDevOps azureDevOps =
          at("http://localhost:" + stalling.getLocalPort(), Duration.ofMillis(300));

      Attempt<?> outcome = azureDevOps.projects().list(Example.ACTOR);

      assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
      assertThat(reasonOf(outcome)).isEqualTo(Reason.TIMED_OUT);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nobodyListeningIsUnreachable() throws Exception {
    int free;
    try (ServerSocket taken = new ServerSocket(0)) {
      free = taken.getLocalPort();
    }

    Attempt<?> outcome =
        at("http://localhost:" + free, Duration.ofSeconds(20)).projects().list(Example.ACTOR);

    assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
    assertThat(reasonOf(outcome)).isEqualTo(Reason.UNREACHABLE);
    assertThat(whyOf(outcome)).contains("fabrikam", "localhost:" + free);
  }

  @Test
  void connectionThatBreaksIsUnreachable() throws Exception {
    try (ServerSocket breaking = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                breaking.accept().close();
              }
            } catch (IOException closedByTheTest) {
              // The test is over.
            }
          });

      Attempt<?> outcome =
          at("http://localhost:" + breaking.getLocalPort(), Duration.ofSeconds(20))
              .projects()
              .list(Example.ACTOR);

      assertThat(reasonOf(outcome)).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void redirectIsNotFollowed() {
    try (ScriptedServer server = ScriptedServer.http()) {
      server.answer(request ->
          request.path().equals("/elsewhere")
              ? json(200, "{\"value\":[]}")
              : ScriptedServer.Scripted.empty(302)
                  .with("Location", server.url("/elsewhere").toString()));

      Attempt<?> outcome = to(server).projects().list(Example.ACTOR);

      assertThat(reasonOf(outcome)).isEqualTo(Reason.TOKEN_INVALID_OR_EXPIRED);
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void authorityIsTrustedOnceItIsNamedAndNotBefore(@TempDir Path folder) {
    Certificates certificates = Certificates.make(folder);
    try (ScriptedServer server = ScriptedServer.https(certificates.identity())) {
      server.answer(json(200, "{\"count\":0,\"value\":[]}"));

      Attempt<?> before = to(server).projects().list(Example.ACTOR);
      Attempt<?> after =
          through(server.urls(null), certificates.pem(), TIMEOUTS).projects().list(Example.ACTOR);

      assertThat(reasonOf(before)).isEqualTo(Reason.UNREACHABLE);
      assertThat(whyOf(before)).contains("azure.ca-certificate");
      assertThat(after).isInstanceOf(Attempt.Succeeded.class);
    }
  }

  @Test
  void interruptionStopsTheCallAndIsPassedOn() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      AzureDevOps azureDevOps =
          at("http://localhost:" + silent.getLocalPort(), Duration.ofSeconds(20));
      Thread.currentThread().interrupt();

      Attempt<?> outcome = azureDevOps.projects().list(Example.ACTOR);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
    }
  }

  private AzureDevOps at(String base, Duration deadline) {
    URI url = URI.create(base);
    return through(
        new AzureUrls(url, url, url, URI.create("https://localhost:1"), url, url),
        null,
        new Timeouts(deadline, deadline));
  }

  private AzureDevOps to(ScriptedServer server) {
    return through(server.urls(null), null, TIMEOUTS);
  }
}
