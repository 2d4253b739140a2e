package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Fault;
import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.json.JsonMapper;

/** {@code /_sandbox/faults} of the double, as somebody outside of this process uses it. */
final class FaultDoor implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http;
  private final URI address;
  private int ordered;

  /**
   * @param settings of the double, as an application is told them
   */
  FaultDoor(Map<String, String> settings) throws IOException, GeneralSecurityException {
    this.http =
        HttpClient.newBuilder()
            .sslContext(trusting(Path.of(settings.get("azure.ca-certificate"))))
            .build();
    this.address = URI.create(settings.get("azure.devops-url")).resolve("/_sandbox/faults");
  }

  void add(Fault fault) {
    HttpRequest order =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(fault)))
            .build();
    assertThat(send(order).statusCode()).isEqualTo(201);
    ordered++;
  }

  void clear() {
    assertThat(send(HttpRequest.newBuilder(address).DELETE().build()).statusCode()).isEqualTo(204);
  }

  /** How many have been ordered so far. */
  int ordered() {
    return ordered;
  }

  /** Until most of what was ordered has met its calls, or no call is made any more. */
  void awaitFewerThan(int left, Child worker) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    Await.until(
        PATIENCE,
        () ->
            Optional.of(worker)
                .filter(_ -> waiting() < left || System.nanoTime() > deadline)
                .filter(Child::isAlive));
  }

  private int waiting() {
    return JSON.readTree(send(HttpRequest.newBuilder(address).build()).body()).size();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static SSLContext trusting(Path certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "double", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    http.close();
  }
}
