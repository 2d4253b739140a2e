package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asking for a rotation because a secret has leaked. */
class LeakTest {

  private static final String LEAK =
      "{\"mode\": \"renew\", \"reason\": \"in a paste\", \"emergency\": true%s}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private UUID application = new UUID(0, 0);

  @BeforeEach
  void application() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    application = tenant.application();
  }

  @Test
  void theEventSaysThatItIsAnEmergencyAndHasNoDeadlineUnlessOneIsSet() {
    assertThat(ask(LEAK.formatted(""), Map.of()).status()).isEqualTo(202);

    assertThat(published().getFirst().path("emergency").asBoolean(false)).isTrue();
    assertThat(published().getFirst().path("retireBy").isMissingNode()).isTrue();
  }

  @Test
  void aDeadlineMayBeADurationFromNowOrATime() {
    Instant before = Instant.now();
    ask(LEAK.formatted(", \"retireBy\": \"PT30M\""), Map.of());
    ask(LEAK.formatted(", \"retireBy\": \"" + before.plus(Duration.ofHours(2)) + "\""), Map.of());

    List<JsonNode> told = published();
    assertThat(Instant.parse(told.getFirst().path("retireBy").asString()))
        .isBetween(before.plus(Duration.ofMinutes(29)), before.plus(Duration.ofMinutes(35)));
    assertThat(Instant.parse(told.get(1).path("retireBy").asString()))
        .isBetween(before.plus(Duration.ofMinutes(119)), before.plus(Duration.ofMinutes(121)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "PT-1M", "P8D", "2001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"})
  void anotherDeadlineIsRefusedAndNothingIsSent(String deadline) {
    assertThat(
            ask(LEAK.formatted(", \"retireBy\": \"" + deadline + "\""), Map.of())
                .fieldCode("retireBy"))
        .isEqualTo("rotation.retire-by");
    assertThat(published()).isEmpty();
  }

  @Test
  void aDeadlineWithoutALeakIsRefused() {
    assertThat(
            ask("{\"mode\": \"renew\", \"reason\": \"r\", \"retireBy\": \"PT30M\"}", Map.of())
                .fieldCode("retireBy"))
        .isEqualTo("rotation.retire-by");
  }

  @Test
  void sentAgainItIsTheSameLeakWithTheSameDeadline() {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    String body = LEAK.formatted(", \"retireBy\": \"PT30M\"");

    Answer first = ask(body, key);
    Answer again = ask(body, key);
    Answer other = ask(LEAK.formatted(""), key);

    assertThat(again.json().path("rotationId")).isEqualTo(first.json().path("rotationId"));
    assertThat(published().stream().map(it -> it.path("retireBy").asString()).distinct())
        .hasSize(1);
    assertThat(other.code()).isEqualTo("idempotency-key.reused");
  }

  private Answer ask(String body, Map<String, String> headers) {
    return tenant.post("/applications/" + application + "/rotations", body, headers);
  }

  private List<JsonNode> published() {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().equals(tenant.id + "/" + application))
        .map(it -> JsonMapper.shared().readTree(it.value()).path("data"))
        .toList();
  }
}
