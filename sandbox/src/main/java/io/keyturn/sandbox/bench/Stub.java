package io.keyturn.sandbox.bench;

import io.keyturn.embedded.http.CertificateAuthority;
import io.keyturn.sandbox.bench.StubAnswers.Counts;
import io.keyturn.sandbox.bench.StubAnswers.TracedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The stub's process, and what it has counted. */
final class Stub implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ChildJvm process;
  private final CertificateAuthority authority;
  private final String origin;
  private final HttpClient http;

  private Stub(ChildJvm process, CertificateAuthority authority, String origin) {
    this.process = process;
    this.authority = authority;
    this.origin = origin;
    this.http = HttpClient.newBuilder().sslContext(authority.clientContext()).build();
  }

  static Stub start(Path directory, Subjects subjects, long latencyMilliseconds) {
    Path ca = directory.resolve("ca");
    CertificateAuthority authority = CertificateAuthority.in(ca);
    ChildJvm process =
        ChildJvm.start(
            directory.resolve("stub.log"),
            true,
            List.of("-Xmx512m"),
            List.of(
                StubMain.class.getName(),
                ca.toString(),
                String.valueOf(subjects.organizations()),
                String.valueOf(latencyMilliseconds)));
    try {
      return new Stub(
          process, authority, "https://localhost:" + process.await("PORT", Broker.START));
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  String origin() {
    return origin;
  }

  Path authority() {
    return authority.pemFile();
  }

  long pid() {
    return process.pid();
  }

  /** Begins to count anew, with these organizations throttled. */
  void reset(Set<String> throttled) {
    ask("reset", JSON.writeValueAsString(throttled));
  }

  /** From now on each organization bears only that much; null for as much as comes. */
  void allow(@Nullable Allowance allowance) {
    ask("allow", JSON.writeValueAsString(allowance));
  }

  Counts counts() {
    return JSON.readValue(ask("counts", ""), Counts.class);
  }

  /** The calls since the last reset, at most the first few hundred. */
  List<TracedCall> trace() {
    return List.of(JSON.readValue(ask("trace", ""), TracedCall[].class));
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }

  private byte[] ask(String what, String body) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(origin + "/bench/" + what))
                  .version(HttpClient.Version.HTTP_1_1)
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofByteArray())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException("the stub does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
