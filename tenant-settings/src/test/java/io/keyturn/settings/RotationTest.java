package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.trace.TraceParent;
import io.keyturn.preflight.start.TracesWhereWanted;
import io.keyturn.settings.Installation.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RotationTest {

  private static final String PROPAGATE = "{\"mode\": \"propagate\", \"reason\": \"by hand\"}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private UUID application = new UUID(0, 0);

  @BeforeEach
  void application() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    application = tenant.application();
  }

  @Test
  void askingPublishesTheEventThatNamesTheRotation() {
    Answer asked = ask(PROPAGATE, Map.of());

    assertThat(asked.status()).isEqualTo(202);
    String rotationId = asked.json().path("rotationId").asString();
    assertThat(asked.header("Location")).isEqualTo(tenant.path("/rotations/" + rotationId));
    assertThat(tenant.get("/rotations/" + rotationId).json().path("state").asString())
        .isEqualTo("REQUESTED");

    ConsumerRecord<String, byte[]> told = published().getFirst();
    assertThat(told.key()).isEqualTo(tenant.id + "/" + application);
    assertThat(
            new String(told.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
        .startsWith("application/cloudevents+json");
    JsonNode event = event(told);
    assertThat(event.path("specversion").asString()).isEqualTo("1.0");
    assertThat(event.path("type").asString()).isEqualTo("io.keyturn.rotation.requested.v1");
    assertThat(event.path("source").asString()).isEqualTo("/keyturn/tenant-settings");
    assertThat(event.path("subject").asString()).isEqualTo(application.toString());
    assertThat(event.path("datacontenttype").asString()).isEqualTo("application/json");
    assertThat(event.path("time").asString()).isNotEmpty();
    JsonNode data = event.path("data");
    assertThat(data.path("tenantId").asString()).isEqualTo(tenant.id.toString());
    assertThat(data.path("applicationId").asString()).isEqualTo(application.toString());
    assertThat(data.path("mode").asString()).isEqualTo("propagate");
    assertThat(data.path("reason").asString()).isEqualTo("by hand");
    assertThat(data.path("requestedBy").asString())
        .isEqualTo(asked.json().path("requestedBy").asString());
  }

  @Test
  void aRotationIsAskedForWithinTheTraceOfItsRequest() {
    String trace = UUID.randomUUID().toString().replace("-", "");
    try (var process =
        installation.start(
            "--" + TracesWhereWanted.WHERE + "=http://127.0.0.1:1/v1/traces",
            "--spring.kafka.listener.auto-startup=false")) {
      Answer asked =
          installation.callAt(
              process,
              tenant.admin(),
              "POST",
              tenant.path("/applications/" + application + "/rotations"),
              PROPAGATE,
              Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

      assertThat(asked.status()).isEqualTo(202);
      String told =
          new String(
              published().getFirst().headers().lastHeader("traceparent").value(),
              StandardCharsets.UTF_8);
      assertThat(TraceParent.read(told).orElseThrow().traceId()).isEqualTo(trace);
    }
    assertThat(ask(PROPAGATE, Map.of()).status()).isEqualTo(202);
    assertThat(published().getLast().headers().lastHeader("traceparent")).isNull();
  }

  @Test
  void theSameIdempotencyKeyIsTheSameRotation() {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

    String first = ask(PROPAGATE, key).json().path("rotationId").asString();
    Answer again = ask(PROPAGATE, key);
    Answer other = ask(PROPAGATE.replace("by hand", "another reason"), key);

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("rotationId").asString()).isEqualTo(first);
    assertThat(published().stream().map(it -> event(it).path("id").asString()).distinct())
        .hasSize(1);
    assertThat(other.code()).isEqualTo("idempotency-key.reused");
    assertThat(tenant.get("/applications/" + application + "/rotations").json().path("items"))
        .hasSize(1);
  }

  @Test
  void theSameKeyFromManyAtOnceIsOneRotationAndOneLineOfHistory() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    Callable<Answer> asking = () -> ask(PROPAGATE, key);

    try (var people = Executors.newFixedThreadPool(8)) {
      assertThat(people.invokeAll(Collections.nCopies(8, asking)))
          .extracting(it -> it.resultNow().json().path("rotationId").asString())
          .doesNotContain("")
          .containsOnly(ask(PROPAGATE, key).json().path("rotationId").asString());
    }

    assertThat(published().stream().map(it -> event(it).path("id").asString()).distinct())
        .hasSize(1);
    assertThat(
            tenant
                .get("/history")
                .json()
                .path("items")
                .valueStream()
                .filter(it -> it.path("action").asString().equals("rotation.requested")))
        .hasSize(1);
  }

  @Test
  void aNewSecretIsAskedForWithModeRenew() {
    Answer asked = ask(PROPAGATE.replace("propagate", "renew"), Map.of());

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().path("mode").asString()).isEqualTo("renew");
    assertThat(published())
        .singleElement()
        .satisfies(
            it -> assertThat(event(it).path("data").path("mode").asString()).isEqualTo("renew"));
  }

  @Test
  void anotherModeIsRefusedAndNothingIsSent() {
    assertThat(ask(PROPAGATE.replace("propagate", "destroy"), Map.of()).fieldCode("mode"))
        .isEqualTo("rotation.mode");
    assertThat(published()).isEmpty();
  }

  @Test
  void rotationsAreListedNewestFirstInParts() {
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      asked.addFirst(ask(PROPAGATE, Map.of()).json().path("rotationId").asString());
    }

    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          tenant
              .get(
                  "/applications/"
                      + application
                      + "/rotations?limit=2"
                      + (next.isEmpty() ? "" : "&after=" + next))
              .json();
      page.path("items").forEach(it -> seen.add(it.path("rotationId").asString()));
      next = page.path("next").asString("");
    } while (!next.isEmpty());

    assertThat(seen).isEqualTo(asked);
  }

  private Answer ask(String body, Map<String, String> headers) {
    return tenant.post("/applications/" + application + "/rotations", body, headers);
  }

  private static JsonNode event(ConsumerRecord<String, byte[]> told) {
    return JsonMapper.shared().readTree(told.value());
  }

  /** All that this application's requests put on the topic up to now. */
  private List<ConsumerRecord<String, byte[]>> published() {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().equals(tenant.id + "/" + application))
        .toList();
  }
}
