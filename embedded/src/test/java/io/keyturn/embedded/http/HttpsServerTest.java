package io.keyturn.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsServerTest {

  @TempDir Path directory;

  private final AtomicInteger applied = new AtomicInteger();
  private final BlockingQueue<Exchange> exchanges = new ArrayBlockingQueue<>(1000);
  private HttpsServer server;
  private HttpClient client;

  /** Echoes what it got; counts what it has done. */
  private record Echo(String prefix, AtomicInteger applied) implements Site {

    @Override
    public Answer handle(Request request) {
      applied.incrementAndGet();
      if (request.path().equals("/nothing")) {
        return Answer.empty(204);
      }
      if (request.path().equals("/bug")) {
        throw new IllegalStateException("a bug in a site");
      }
      return new Answer(
          200,
          Map.of("Content-Type", "text/plain", "X-Site", prefix + "|" + request.path()),
          request.body().length > 0 ? request.body() : "hello".getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeEach
  void start() {
    CertificateAuthority authority = CertificateAuthority.in(directory);
    server =
        HttpsServer.start(
            authority,
            0,
            List.of(new Echo("/a", applied), new Echo("/a/deep", applied)),
            new Faults());
    server.listen(exchanges::add);
    client = HttpClient.newBuilder().sslContext(authority.clientContext()).build();
  }

  @AfterEach
  void stop() {
    server.close();
    client.shutdownNow();
  }

  @Test
  void theLongestPrefixGetsTheRequest() throws Exception {
    assertThat(site(get("/a/x"))).isEqualTo("/a|/x");
    assertThat(site(get("/a/deep/x%20y"))).isEqualTo("/a/deep|/x%20y");
    assertThat(site(get("/a/deeper"))).isEqualTo("/a|/deeper");
    assertThat(get("/ab").statusCode()).isEqualTo(404);
  }

  @Test
  void aClientThatDoesNotTrustTheAuthorityIsNotServed() {
    try (HttpClient stranger = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> stranger.send(to("/a/x").build(), BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void theAuthoritySurvivesARestart() {
    assertThat(CertificateAuthority.in(directory).certificate())
        .isEqualTo(CertificateAuthority.in(directory).certificate());
  }

  @Test
  void headAndNoContentHaveNoBody() throws Exception {
    var head =
        client.send(
            to("/a/x").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(5);

    assertThat(get("/a/nothing").statusCode()).isEqualTo(204);
    assertThat(get("/a/x").body()).isEqualTo("hello");
  }

  @Test
  void bodiesUpToFourMegabytesAreTaken() throws Exception {
    byte[] largest = new byte[HttpsServer.BODY_LIMIT];
    java.util.Arrays.fill(largest, (byte) 'x');

    assertThat(send(to("/a/x").PUT(BodyPublishers.ofByteArray(largest))).body().length())
        .isEqualTo(largest.length);
    var chunked =
        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(largest, 0, 70_000));
    assertThat(send(to("/a/x").PUT(chunked)).body().length()).isEqualTo(70_000);

    applied.set(0);
    byte[] larger = new byte[HttpsServer.BODY_LIMIT + 1];
    assertThat(send(to("/a/x").PUT(BodyPublishers.ofByteArray(larger))).statusCode())
        .isEqualTo(413);
    assertThat(applied).hasValue(0);
  }

  @Test
  void aQueryThatIsNotEncodedIsABadRequest() throws Exception {
    try (var socket =
        CertificateAuthority.in(directory)
            .clientContext()
            .getSocketFactory()
            .createSocket("localhost", server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /a/x?b=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 400");
    }
    assertThat(applied).hasValue(0);
  }

  @Test
  void aBugInASiteIsABare500() throws Exception {
    HttpResponse<String> answer = get("/a/bug");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void manyRequestsAtATimeAreServed() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    server.faults().add(Fault.always("GET", "/a/many", new Effect.Delay(Duration.ofMillis(300))));
    for (int i = 0; i < 400; i++) {
      answers.add(client.sendAsync(to("/a/many").build(), BodyHandlers.ofString()));
    }

    for (var answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(applied).hasValue(400);
  }

  // FAULT-7
  @Test
  void aFixedStatusKeepsTheSiteOutAsOftenAsTold() throws Exception {
    server
        .faults()
        .add(
            new Fault(
                "GET",
                "/a/.*",
                2,
                new Effect.Status(429, Map.of("Retry-After", "7"), "{\"message\":\"slow\"}")));

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = get("/a/x");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("7");
      assertThat(answer.body()).contains("slow");
    }
    assertThat(applied).hasValue(0);
    assertThat(get("/a/x").statusCode()).isEqualTo(200);
    assertThat(server.faults().list()).isEmpty();
  }

  // FAULT-6, R-16
  @Test
  void aSignInPageComesWith203() throws Exception {
    server.faults().add(Fault.once("GET", "/a/x", new Effect.SignInPage()));

    HttpResponse<String> answer = get("/a/x");

    assertThat(answer.statusCode()).isEqualTo(203);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(answer.body()).contains("Sign In");
  }

  // FAULT-7
  @Test
  void aSuccessMayCarryRetryAfter() throws Exception {
    server
        .faults()
        .add(Fault.once("GET", "/a/x", new Effect.ApplyAndAdd(Map.of("Retry-After", "30"))));

    HttpResponse<String> answer = get("/a/x");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Retry-After")).contains("30");
    assertThat(applied).hasValue(1);
  }

  @Test
  void aResetConnectionNeverReachesTheSite() throws Exception {
    server.faults().add(Fault.once("PUT", "/a/x", new Effect.Reset()));

    assertThatThrownBy(() -> send(put("/a/x"))).isInstanceOf(IOException.class);

    assertThat(applied).hasValue(0);
    assertThat(exchange().status()).isZero();
  }

  // FAULT-4
  @Test
  void aPutMayBeAppliedAndItsAnswerLost() throws Exception {
    server.faults().add(Fault.once("PUT", "/a/x", new Effect.ApplyThenReset()));

    assertThatThrownBy(() -> send(put("/a/x"))).isInstanceOf(IOException.class);

    assertThat(applied).hasValue(1);
    assertThat(exchange().delivered()).isFalse();
  }

  // FAULT-4, FAULT-8
  @Test
  void aPutMayBeAppliedLongBeforeItsAnswer() throws Exception {
    server
        .faults()
        .add(Fault.once("PUT", "/a/x", new Effect.ApplyThenDelay(Duration.ofMinutes(1))));

    assertThatThrownBy(() ->
            client.send(
                put("/a/x").timeout(Duration.ofMillis(300)).build(), BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);

    assertThat(applied).hasValue(1);
  }

  // FAULT-8
  @Test
  void aDelayedRequestIsNotAppliedBeforeItsTime() throws Exception {
    server.faults().add(Fault.once("PUT", "/a/x", new Effect.Delay(Duration.ofMinutes(1))));

    assertThatThrownBy(() ->
            client.send(
                put("/a/x").timeout(Duration.ofMillis(300)).build(), BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);

    assertThat(applied).hasValue(0);
  }

  @Test
  void aBodyMayStopHalfway() throws Exception {
    server.faults().add(Fault.once("GET", "/a/x", new Effect.StallBody(Duration.ofMinutes(1))));

    var answer = client.sendAsync(to("/a/x").build(), BodyHandlers.ofInputStream());
    var body = answer.get(20, TimeUnit.SECONDS).body();

    assertThat(new String(body.readNBytes(2), StandardCharsets.UTF_8)).isEqualTo("he");
    assertThat(body.available()).isZero();
    body.close();
  }

  @Test
  void aStalledBodyEndsWithTheConnection() {
    server.faults().add(Fault.once("GET", "/a/x", new Effect.StallBody(Duration.ofMillis(50))));

    assertThatThrownBy(() ->
            client.sendAsync(to("/a/x").build(), BodyHandlers.ofString()).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void faultsAreAddedListedAndClearedOverHttp() throws Exception {
    String fault =
        """
        {"method": "GET", "path": "/a/x", "effect": {"kind": "status", "status": 503}}\
        """;
    assertThat(send(to("/_sandbox/faults").POST(BodyPublishers.ofString(fault))).statusCode())
        .isEqualTo(201);
    assertThat(
            send(to("/_sandbox/faults")
                    .POST(
                        BodyPublishers.ofString(
                            """
                            {"path": "/a/y", "times": 1, "effect": {"kind": "delay", "duration": "PT0.01S"}}\
                            """)))
                .statusCode())
        .isEqualTo(201);

    assertThat(get("/a/x").statusCode()).isEqualTo(503);
    assertThat(get("/a/x").statusCode()).isEqualTo(503);
    assertThat(get("/a/y").statusCode()).isEqualTo(200);
    assertThat(get("/_sandbox/faults").body()).contains("503").doesNotContain("delay");

    assertThat(send(to("/_sandbox/faults").DELETE()).statusCode()).isEqualTo(204);
    assertThat(get("/a/x").statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultThatMakesNoSenseIsRefused() throws Exception {
    for (String fault :
        List.of(
            "not json",
            "{\"path\": \"(\", \"effect\": {\"kind\": \"reset\"}}",
            "{\"path\": \"/a\", \"times\": 0, \"effect\": {\"kind\": \"reset\"}}",
            "{\"path\": \"/a\", \"effect\": {\"kind\": \"nobody knows\"}}",
            "{\"path\": \"/a\", \"effect\": {\"kind\": \"delay\"}}",
            "{\"path\": \"/a\"}")) {
      assertThat(send(to("/_sandbox/faults").POST(BodyPublishers.ofString(fault))).statusCode())
          .as(fault)
          .isEqualTo(400);
    }
    assertThat(server.faults().list()).isEmpty();
  }

  @Test
  void anExchangeHasEverythingAndPrintsNothingOfIt() throws Exception {
    send(
        to("/a/x?api-version=7.1")
            .header("Authorization", "Bearer canary")
            .PUT(BodyPublishers.ofString("canary")));

    Exchange exchange = exchange();
    assertThat(exchange.path()).isEqualTo("/a/x");
    assertThat(exchange.request().query()).containsEntry("api-version", "7.1");
    assertThat(exchange.request().text()).isEqualTo("canary");
    assertThat(exchange.request().header("authorization")).contains("Bearer canary");
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.delivered()).isTrue();
    assertThat(exchange.toString()).isEqualTo("PUT /a/x 200");
  }

  private Exchange exchange() throws InterruptedException {
    Exchange exchange = exchanges.poll(20, TimeUnit.SECONDS);
    assertThat(exchange).isNotNull();
    return exchange;
  }

  private static String site(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Site").orElseThrow();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.origin() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpRequest.Builder put(String path) {
    return to(path).PUT(BodyPublishers.ofString("new"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
