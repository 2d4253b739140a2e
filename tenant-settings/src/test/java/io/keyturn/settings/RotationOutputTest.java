package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A-22: the rotation output, readable by the owner")
class RotationOutputTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final UUID rotation = UUID.randomUUID();
  private UUID application = new UUID(0, 0);

  @BeforeEach
  void application() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    application = tenant.application();
  }

  @Test
  void linesInAnyOrderAndTwiceEndTheSame() {
    String binding = UUID.randomUUID().toString();
    tell(line(3, "CONCLUDE", "REFUSED", "\"reason\": \"NO_BINDING\","));
    tell(line(3, "CONCLUDE", "FAILED", "\"reason\": \"TIMED_OUT\","));
    tell(line(1, "RECEIVE", "SUCCEEDED", ""));
    tell(line(1, "RECEIVE", "FAILED", ""));
    tell(line(2, "ADMIT", "REFUSED", "\"binding\": \"" + binding + "\", \"new\": {\"a\": [1]},"));

    Installation.eventually(() -> output().json().path("items").size() == 3);

    Answer output = output();
    assertThat(output.json().at("/items/0/outcome").asString()).isEqualTo("SUCCEEDED");
    assertThat(output.json().at("/items/0/tenantId").asString()).isEqualTo(tenant.id.toString());
    assertThat(output.json().at("/items/0/durationMs").asInt()).isEqualTo(12);
    assertThat(output.json().at("/items/1/binding").asString()).isEqualTo(binding);
    Answer read =
        installation.call(tenant.ownerToken(), "GET", tenant.path("/rotations/" + rotation), null);
    assertThat(read.json().path("state").asString()).isEqualTo("REFUSED");
    assertThat(read.json().path("reason").asString()).isEqualTo("NO_BINDING");
    assertThat(read.json().path("message").asString()).isEqualTo("line 3");
  }

  @Test
  void whatIsNoLineIsSkipped() {
    String good = line(1, "RECEIVE", "SUCCEEDED", "");
    tell("garbage {");
    tell("[]");
    tell("\u0000".repeat(1000));
    tell("{}");
    tell(good.replace("\"sequence\": 1", "\"sequence\": \"1\""));
    tell(good.replace("\"sequence\": 1", "\"sequence\": 99999999999999999999"));
    tell(good.replace("\"step\": \"RECEIVE\"", "\"step\": \"receive it\""));
    tell(good.replace(rotation.toString(), "not-a-guid"));
    tell(good.replace("\"at\": \"20", "\"at\": \"x20"));
    tell(good.replace("\"message\": \"line 1\"", "\"message\": [1]"));
    tell(good.replace("line 1", "line\\u0000 one"));

    Installation.eventually(() -> output().status() == 200);

    assertThat(output().json().path("items")).hasSize(1);
    assertThat(output().json().at("/items/0/message").asString()).isEqualTo("line one");
  }

  @Test
  void aRotationRunsUntilItIsConcluded() {
    tell(line(1, "RECEIVE", "SUCCEEDED", ""));
    Installation.eventually(() -> state().equals("RUNNING"));

    tell(line(2, "CONCLUDE", "SUCCEEDED", ""));
    Installation.eventually(() -> state().equals("SUCCEEDED"));
  }

  @Test
  void linesAreStreamedAsTheyHappenAndTheStreamEndsWithTheLast() throws Exception {
    tell(line(1, "RECEIVE", "SUCCEEDED", ""));
    Installation.eventually(() -> output().status() == 200);

    try (BufferedReader stream = stream(Map.of())) {
      assertThat(next(stream)).startsWith("id: 1").contains("\"step\":\"RECEIVE\"");

      tell(line(2, "READ", "SUCCEEDED", ""));
      assertThat(next(stream)).startsWith("id: 2").contains("data: ").doesNotContain("event:");

      tell(line(3, "CONCLUDE", "SUCCEEDED", ""));
      assertThat(next(stream)).startsWith("id: 3");
      assertThat(stream.readLine()).isNull();
    }
  }

  @Test
  void aLineThatOvertookAnotherWaitsForIt() throws Exception {
    tell(line(1, "RECEIVE", "SUCCEEDED", ""));
    tell(line(3, "CONCLUDE", "SUCCEEDED", ""));
    Installation.eventually(() -> state().equals("SUCCEEDED"));

    try (BufferedReader stream = stream(Map.of())) {
      assertThat(next(stream)).startsWith("id: 1");
      tell(line(2, "READ", "SUCCEEDED", ""));
      assertThat(next(stream)).startsWith("id: 2");
      assertThat(next(stream)).startsWith("id: 3");
    }
  }

  @Test
  void aCutStreamGoesOnAfterTheLastEvent() throws Exception {
    for (int i = 1; i <= 3; i++) {
      tell(line(i, "READ", "SUCCEEDED", ""));
    }
    tell(line(4, "CONCLUDE", "SUCCEEDED", ""));
    Installation.eventually(() -> state().equals("SUCCEEDED"));

    try (BufferedReader stream = stream(Map.of("Last-Event-ID", "2"))) {
      assertThat(next(stream)).startsWith("id: 3");
      assertThat(next(stream)).startsWith("id: 4");
      assertThat(stream.readLine()).isNull();
    }
    assertThat(
            installation
                .call(
                    tenant.admin(),
                    "GET",
                    tenant.path("/rotations/" + rotation + "/output"),
                    null,
                    Map.of("Accept", "text/event-stream", "Last-Event-ID", "x"))
                .status())
        .isEqualTo(400);
  }

  private Answer output() {
    return tenant.get("/rotations/" + rotation + "/output");
  }

  private String state() {
    return tenant.get("/rotations/" + rotation).json().path("state").asString("");
  }

  private void tell(String value) {
    installation.tell(tenant.id + "/" + application, value);
  }

  private String line(int sequence, String step, String outcome, String more) {
    return """
    {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d,
     "at": "%s", "step": "%s", "outcome": "%s", %s "message": "line %d", "durationMs": 12}
    """
        .formatted(
            rotation,
            tenant.id,
            application,
            sequence,
            Instant.now(),
            step,
            outcome,
            more,
            sequence);
  }

  private BufferedReader stream(Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(installation.at(tenant.path("/rotations/" + rotation + "/output")))
            .header("Authorization", "Bearer " + tenant.ownerToken())
            .header("Accept", "text/event-stream");
    headers.forEach(request::header);
    HttpResponse<java.io.InputStream> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The next event; comments that keep the stream alive are left out. */
  private static String next(BufferedReader stream) throws IOException {
    List<String> event = new ArrayList<>();
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.isEmpty() && !event.isEmpty()) {
        return String.join("\n", event);
      }
      if (!line.isEmpty() && !line.startsWith(":")) {
        event.add(line);
      }
    }
    throw new AssertionError("the stream ended");
  }
}
