package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.rotation.Approval;
import io.keyturn.settings.schedule.AskForDue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A second person's word before a rotation begins. */
class ApprovalTest {

  private static final String RENEW =
      "{\"mode\": \"renew\", \"reason\": \"by hand\", \"ignoreWindow\": true}";
  private static final String REASON = "{\"reason\": \"looked at\"}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final String ada = tenant.admin();
  private UUID application = new UUID(0, 0);

  @BeforeEach
  void approvalIsNeeded() {
    Tenant.must(tenant.put("/devops-settings", with("\"approval\": {\"timeout\": \"PT4H\"}")), 200);
    application = tenant.application();
  }

  @Test
  void whatAPersonAsksForBeginsOnceAnotherHasApprovedIt() {
    Answer asked = ask(ada);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().path("state").asString()).isEqualTo("AWAITING_APPROVAL");
    assertThat(asked.json().path("approvalUntil").asString()).isNotEmpty();
    assertThat(published()).isEmpty();
    String id = asked.json().path("rotationId").asString();
    assertThat(decide(ada, id, "abandon").code()).isEqualTo("rotation.awaiting-approval");
    assertThat(tenant.get("/rotations?state=AWAITING_APPROVAL").text()).contains(id);
    assertThat(tenant.get("/rotations?state=REJECTED").status()).isEqualTo(200);

    Answer approved = decide(tenant.ownerToken(), id, "approve");

    assertThat(approved.status()).as(approved.text()).isEqualTo(202);
    assertThat(approved.json().path("state").asString()).isEqualTo("REQUESTED");
    assertThat(approved.json().path("decidedBy").asString()).isEqualTo(tenant.owner.toString());
    JsonNode data = published().getFirst().path("data");
    assertThat(data.path("mode").asString()).isEqualTo("renew");
    assertThat(data.path("ignoreWindow").booleanValue()).isTrue();
    assertThat(data.path("requestedBy").asString())
        .isEqualTo(asked.json().path("requestedBy").asString());
    assertThat(history("rotation.approved")).singleElement().asString().contains(id, "looked at");
    assertThat(decide(tenant.admin(), id, "approve").code())
        .isEqualTo("rotation.not-awaiting-approval");
  }

  @ParameterizedTest
  @CsvSource({"approve", "reject"})
  void nobodyDecidesOnTheirOwnRequest(String decision) {
    String id = ask(ada).json().path("rotationId").asString();

    Answer refused = decide(ada, id, decision);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("approval.same-person");
    assertThat(published()).isEmpty();
    assertThat(state(id)).isEqualTo("AWAITING_APPROVAL");
  }

  @Test
  void whatIsRejectedNeverBegins() {
    String id = ask(ada).json().path("rotationId").asString();

    Answer rejected = decide(tenant.ownerToken(), id, "reject");

    assertThat(rejected.json().path("state").asString()).isEqualTo("REJECTED");
    assertThat(rejected.json().path("message").asString()).isEqualTo("Rejected: looked at");
    assertThat(history("rotation.rejected")).hasSize(1);
    assertThat(decide(tenant.ownerToken(), id, "approve").code())
        .isEqualTo("rotation.not-awaiting-approval");
    assertThat(published()).isEmpty();
  }

  @Test
  void whatNobodyApprovesInTimeEnds() {
    String id = ask(ada).json().path("rotationId").asString();
    installation
        .sql
        .sql("update rotation set approval_until = now() where rotation_id = ?::uuid")
        .param(id)
        .update();
    assertThat(decide(tenant.ownerToken(), id, "approve").code()).isEqualTo("approval.timed-out");

    installation.context.getBean(Approval.class).endOverdue(1000);

    JsonNode ended = tenant.get("/rotations/" + id).json();
    assertThat(ended.path("state").asString()).isEqualTo("REJECTED");
    assertThat(ended.path("reason").asString()).isEqualTo("APPROVAL_TIMED_OUT");
    assertThat(history("rotation.approval-timed-out")).hasSize(1);
    assertThat(published()).isEmpty();
  }

  @Test
  void ofManyWhoApproveAtOnceOneDoes() throws Exception {
    String id = ask(ada).json().path("rotationId").asString();
    Callable<Answer> approving = () -> decide(tenant.admin(), id, "approve");

    try (var people = Executors.newFixedThreadPool(8)) {
      assertThat(people.invokeAll(Collections.nCopies(8, approving)))
          .filteredOn(it -> it.resultNow().status() == 202)
          .hasSize(1);
    }

    assertThat(published()).hasSize(1);
    assertThat(history("rotation.approved")).hasSize(1);
  }

  @Test
  void askingTwiceWithTheSameKeyIsOneRequestThatAwaitsItsApproval() {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    String rotations = "/applications/" + application + "/rotations";

    String first = tenant.post(rotations, RENEW, key).json().path("rotationId").asString();
    Answer again = tenant.post(rotations, RENEW, key);

    assertThat(again.json().path("rotationId").asString()).isEqualTo(first);
    assertThat(again.json().path("state").asString()).isEqualTo("AWAITING_APPROVAL");
    assertThat(published()).isEmpty();
  }

  @Test
  void whatAScheduleAsksForAwaitsApprovalWhereThatIsSet() {
    String organization = "a" + tenant.id.toString().substring(0, 8);
    tenant.connectedTo(organization);
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organization, UUID.randomUUID())),
        201);
    due();
    Tenant.must(
        tenant.put("/devops-settings", with("\"approval\": {\"scheduledToo\": true}")), 200);
    installation.context.getBean(AskForDue.class).batch(1000);

    JsonNode waiting = rotations().getFirst();
    assertThat(waiting.path("state").asString()).isEqualTo("AWAITING_APPROVAL");
    assertThat(published()).isEmpty();
    String id = waiting.path("rotationId").asString();
    assertThat(decide(tenant.admin(), id, "approve").status()).isEqualTo(202);
    assertThat(published()).hasSize(1);

    // Approved or not, the schedule does not ask for another behind it.
    due();
    installation.context.getBean(AskForDue.class).batch(1000);
    assertThat(rotations()).hasSize(1);
  }

  @Test
  void theRuleIsKeptUntilSomebodyChangesIt() {
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
    assertThat(tenant.get("/devops-settings").json().at("/approval/timeout").asString())
        .isEqualTo("PT4H");
    assertThat(
            tenant
                .put("/devops-settings", with("\"approval\": {\"timeout\": \"PT1M\"}"))
                .fieldCode("approval.timeout"))
        .isEqualTo("duration.invalid");
    Tenant.must(tenant.put("/devops-settings", with("\"approval\": null")), 200);
    assertThat(ask(ada).json().path("state").asString()).isEqualTo("REQUESTED");
    assertThat(published()).hasSize(1);
  }

  private void due() {
    installation
        .sql
        .sql(
            """
            update application set schedule_kind = 'interval', schedule_value = 'PT168H',
              next_due_at = now() where application_id = ?
            """)
        .param(application)
        .update();
  }

  private static String with(String field) {
    String body = Tenant.SERVICE_PRINCIPAL_MODE.strip();
    return body.substring(0, body.length() - 1) + ", " + field + "}";
  }

  private Answer ask(String token) {
    return installation.call(
        token, "POST", tenant.path("/applications/" + application + "/rotations"), RENEW);
  }

  private Answer decide(String token, String rotation, String decision) {
    return installation.call(
        token, "POST", tenant.path("/rotations/" + rotation + "/" + decision), REASON);
  }

  private String state(String rotation) {
    return tenant.get("/rotations/" + rotation).json().path("state").asString();
  }

  private List<JsonNode> rotations() {
    return tenant
        .get("/applications/" + application + "/rotations")
        .json()
        .path("items")
        .valueStream()
        .toList();
  }

  private List<String> history(String action) {
    return tenant
        .get("/history")
        .json()
        .path("items")
        .valueStream()
        .filter(it -> it.path("action").asString().equals(action))
        .map(it -> it.path("detail").asString())
        .toList();
  }

  private List<JsonNode> published() {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().equals(tenant.id + "/" + application))
        .map(it -> JsonMapper.shared().readTree(it.value()))
        .toList();
  }
}
