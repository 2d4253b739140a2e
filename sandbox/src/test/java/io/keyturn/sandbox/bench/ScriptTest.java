package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.CertificateAuthority;
import io.keyturn.sandbox.bench.StubAnswers.TracedCall;
import io.keyturn.sandbox.bench.StubServer.Asked;
import io.keyturn.sandbox.bench.StubServer.Said;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {

  private static final Subjects SUBJECTS = new Subjects(7);

  @TempDir Path directory;

  @Test
  void whatWasSeenForOneApplicationIsDoneForAnother() throws Exception {
    Queue<Asked> received = new ConcurrentLinkedQueue<>();
    CertificateAuthority authority = CertificateAuthority.in(directory);
    Script seen = Script.seen(SUBJECTS, calls(3, 2), 3, 2);

    try (StubServer server =
            StubServer.start(
                authority.serverContext(List.of()),
                asked -> {
                  received.add(asked);
                  return new Said(200, "", "{}".getBytes(StandardCharsets.UTF_8), Duration.ZERO);
                });
        HttpClient http = HttpClient.newBuilder().sslContext(authority.clientContext()).build()) {
      seen.play(http, "https://localhost:" + server.port(), 12, 9);
    }

    assertThat(received)
        .extracting(Asked::method, Asked::target, Asked::text)
        .containsExactlyElementsOf(
            calls(12, 9).stream()
                .map(call ->
                    org.assertj.core.groups.Tuple.tuple(call.method(), call.target(), call.body()))
                .toList());
  }

  private static List<TracedCall> calls(long application, long version) {
    return List.of(
        new TracedCall(
            "GET",
            "/vaults/bench/secrets/"
                + Subjects.secretName(application)
                + "/"
                + Subjects.version(version)
                + "?api-version=7.6",
            true,
            ""),
        new TracedCall(
            "PUT",
            "/devops/"
                + SUBJECTS.organization(application)
                + "/_apis/serviceendpoint/endpoints/"
                + Subjects.connection(application),
            true,
            "{\"project\":\""
                + SUBJECTS.project(application)
                + "\",\"key\":\""
                + Subjects.value(application, version)
                + "\"}"));
  }
}
