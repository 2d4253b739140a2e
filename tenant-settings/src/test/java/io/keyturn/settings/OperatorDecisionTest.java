package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsReader;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.Topics;
import io.keyturn.settings.Installation.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator has a rotation go on, or gives it up. */
class OperatorDecisionTest {

  private static final String WHY = "{\"reason\": \"the roles are back\"}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final UUID rotation = UUID.randomUUID();
  private UUID application = new UUID(0, 0);

  @BeforeEach
  void aRunningRotation() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    application = tenant.application();
    tell(1, "ADMIT", "WAITING");
    Installation.eventually(() -> state().equals("RUNNING"));
  }

  @ParameterizedTest
  @EnumSource
  void theWorkerIsToldWhoDecidedWhatAndWhy(Decision decision) {
    Answer accepted = decide(decision, WHY, Map.of());

    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    assertThat(accepted.header("Location")).isEqualTo(tenant.path("/rotations/" + rotation));
    OperatorDecision told = (OperatorDecision) decisions().getFirst().data();
    assertThat(told.decision()).isEqualTo(decision);
    assertThat(told.tenantId()).isEqualTo(tenant.id.toString());
    assertThat(told.applicationId()).isEqualTo(application.toString());
    assertThat(told.rotationId()).isEqualTo(rotation);
    assertThat(told.requestedBy()).isEqualTo(tenant.owner.toString());
    assertThat(told.reason()).isEqualTo("the roles are back");
  }

  @Test
  void theSameKeyIsTheSameDecision() {
    Map<String, String> key = Map.of("Idempotency-Key", "once");

    decide(Decision.RESUMED, WHY, key);
    decide(Decision.RESUMED, WHY, key);
    decide(Decision.ABANDONED, WHY, key);

    assertThat(decisions().stream().map(RotationNews::id).distinct()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, RESUMED, rotation.not-resumable",
    "REFUSED, RESUMED, rotation.not-resumable",
    "SUPERSEDED, RESUMED, rotation.not-resumable",
    "FAILED, RESUMED, ''",
    "SUCCEEDED, ABANDONED, rotation.ended",
    "FAILED, ABANDONED, rotation.ended"
  })
  void whatHasEndedIsResumedOnlyWhenItFailed(String end, Decision decision, String code) {
    tell(2, "CONCLUDE", end);
    Installation.eventually(() -> state().equals(end));

    Answer answer = decide(decision, WHY, Map.of());

    assertThat(answer.status()).isEqualTo(code.isEmpty() ? 202 : 409);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(decisions()).hasSize(code.isEmpty() ? 1 : 0);
  }

  @Test
  void aDecisionNeedsAReasonAndARotationOfTheCallers() {
    assertThat(decide(Decision.RESUMED, "{}", Map.of()).fieldCode("reason"))
        .isEqualTo("field.required");
    Tenant other = installation.tenant();
    other.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    assertThat(other.post("/rotations/" + rotation + "/resume", WHY).code())
        .isEqualTo("rotation.unknown");
    assertThat(decisions()).isEmpty();
  }

  @Test
  void theOutputOfAResumedRotationGoesOnBehindItsFirstEnd() {
    tell(2, "CONCLUDE", "FAILED");
    tell(3, "READ", "SUCCEEDED");
    Installation.eventually(() -> state().equals("RUNNING"));
    tell(4, "CONCLUDE", "SUCCEEDED");
    Installation.eventually(() -> state().equals("SUCCEEDED"));

    assertThat(ids("")).containsExactly("id: 1", "id: 2", "id: 3", "id: 4");
    assertThat(ids("2")).containsExactly("id: 3", "id: 4");
    assertThat(ids("4")).isEmpty();
  }

  private List<String> ids(String last) {
    Map<String, String> headers =
        last.isEmpty()
            ? Map.of("Accept", "text/event-stream")
            : Map.of("Accept", "text/event-stream", "Last-Event-ID", last);
    return installation
        .call(
            tenant.admin(), "GET", tenant.path("/rotations/" + rotation + "/output"), null, headers)
        .text()
        .lines()
        .filter(line -> line.startsWith("id: "))
        .toList();
  }

  private Answer decide(Decision decision, String body, Map<String, String> headers) {
    String what =
        switch (decision) {
          case RESUMED -> "/resume";
          case ABANDONED -> "/abandon";
        };
    return installation.call(
        tenant.ownerToken(), "POST", tenant.path("/rotations/" + rotation + what), body, headers);
  }

  private List<RotationNews> decisions() {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().equals(tenant.id + "/" + application))
        .flatMap(it -> NewsReader.read(it.headers(), it.value()).news().stream())
        .toList();
  }

  private String state() {
    return tenant.get("/rotations/" + rotation).json().path("state").asString("");
  }

  private void tell(int sequence, String step, String outcome) {
    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d,
         "at": "%s", "step": "%s", "outcome": "%s", "message": "line"}
        """
            .formatted(rotation, tenant.id, application, sequence, Instant.now(), step, outcome));
  }
}
