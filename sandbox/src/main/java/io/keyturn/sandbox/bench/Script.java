package io.keyturn.sandbox.bench;

import io.keyturn.sandbox.bench.StubAnswers.TracedCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The calls that a design makes for each event: those that the worker was seen to make, for another
 * application.
 */
record Script(Subjects subjects, List<TracedCall> calls) {

  /** The three calls of the bare designs: read the secret, read the connection, write it. */
  static Script bare(Subjects subjects) {
    String connection = "/devops/{organization}/{project}/_apis/serviceendpoint/endpoints/";
    String update = "/devops/{organization}/_apis/serviceendpoint/endpoints/";
    return new Script(
        subjects,
        List.of(
            new TracedCall("GET", "/vaults/bench/secrets/{secret}/{version}", true, ""),
            new TracedCall("GET", connection + "{connection}", true, ""),
            new TracedCall(
                "PUT", update + "{connection}", true, "{\"serviceprincipalkey\":\"{value}\"}")));
  }

  /** What was seen with one version of one application, with placeholders for both. */
  static Script seen(Subjects subjects, List<TracedCall> trace, long application, long version) {
    Map<String, String> placeholders = subjects.placeholders(application, version);
    return new Script(
        subjects,
        trace.stream()
            .map(call ->
                new TracedCall(
                    call.method(),
                    replaced(call.target(), placeholders),
                    call.slow(),
                    replaced(call.body(), placeholders)))
            .toList());
  }

  long slowCalls() {
    return calls.stream().filter(TracedCall::slow).count();
  }

  /**
   * Makes the calls one after another.
   *
   * @throws IOException when one does not answer 200
   */
  void play(HttpClient http, String origin, long application, long version)
      throws IOException, InterruptedException {
    for (TracedCall call : calls) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(origin + filled(call.target(), application, version)))
              .timeout(Duration.ofSeconds(60))
              .header("Authorization", "Bearer bench-token")
              .header("Accept", "application/json");
      if (call.body().isEmpty()) {
        request.method(call.method(), BodyPublishers.noBody());
      } else {
        request
            .header("Content-Type", "application/json")
            .method(
                call.method(), BodyPublishers.ofString(filled(call.body(), application, version)));
      }
      int status = http.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
      if (status != 200) {
        throw new IOException("status " + status);
      }
    }
  }

  private String filled(String text, long application, long version) {
    String filled = text;
    for (Map.Entry<String, String> entry : subjects.placeholders(application, version).entrySet()) {
      String placeholder = entry.getValue().replace("/", "");
      filled = filled.replace(placeholder, entry.getKey().replace("/", ""));
    }
    return filled;
  }

  private static String replaced(String text, Map<String, String> placeholders) {
    String replaced = text;
    for (Map.Entry<String, String> entry : placeholders.entrySet()) {
      replaced = replaced.replace(entry.getKey(), entry.getValue());
    }
    return replaced;
  }
}
