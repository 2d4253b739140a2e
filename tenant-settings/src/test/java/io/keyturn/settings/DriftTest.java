package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionResults;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which bindings a worker is given to look at, and what becomes of its findings. */
class DriftTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final String organization = "drift-" + tenant.id.toString().substring(0, 8);

  @Test
  void whatIsAskedForIsGivenToOneWorkerAndToNoOther() throws Exception {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    List<UUID> bindings = List.of(bound(application), bound(application), bound(application));

    Answer asked = tenant.post("/applications/" + application + "/inspect", null);
    List<UUID> claimed = new ArrayList<>();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var claim :
          workers.invokeAll(
              java.util.Collections.nCopies(8, (Callable<List<UUID>>) () -> claim(application)))) {
        claimed.addAll(claim.get());
      }
    }

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().path("bindings").asInt()).isEqualTo(3);
    assertThat(claimed).containsExactlyInAnyOrderElementsOf(bindings);
    assertThat(claim(application)).as("claimed a moment ago").isEmpty();
  }

  @Test
  void whatADeadWorkerHadClaimedIsDueAgain() throws Exception {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);
    tenant.post("/applications/" + application + "/inspect", null);
    assertThat(claim(application)).containsExactly(binding);
    Duration until = dueIn(binding);

    assertThat(until).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(16));

    due(binding);
    assertThat(claim(application)).containsExactly(binding);
  }

  @Test
  void withAToggleOffNobodyLooks() throws Exception {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);
    tenant.put("/applications/" + application, tenant.application("billing", false));
    due(binding);

    assertThat(claim(application)).isEmpty();
    assertThat(dueIn(binding)).isGreaterThan(Duration.ofHours(20));
    assertThat(tenant.post("/applications/" + application + "/inspect", null).code())
        .isEqualTo("application.integration-off");
  }

  @Test
  void aFindingStandsWithItsBindingAndInTheListOfDrift() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID changed = bound(application);
    UUID fine = bound(application);

    tell(
        found(changed, InspectionState.CHANGED, now, now.minusSeconds(60)),
        found(fine, InspectionState.IN_SYNC, now, null));

    JsonNode bindings = tenant.get("/applications/" + application + "/bindings").json();
    JsonNode drift = tenant.get("/drift").json().path("items");
    assertThat(bindings.at("/items/0/inspection/state").asString()).isEqualTo("CHANGED");
    assertThat(bindings.at("/items/0/inspection/changedBy").asString()).isEqualTo("Anna");
    assertThat(bindings.at("/items/0/inspection/remedy").asString()).isEqualTo("Do this.");
    assertThat(bindings.at("/items/1/inspection/state").asString()).isEqualTo("IN_SYNC");
    assertThat(drift).hasSize(1);
    assertThat(drift.at("/0/applicationName").asString()).isEqualTo("billing");
    assertThat(drift.at("/0/binding/id").asString()).isEqualTo(changed.toString());
    assertThat(tenant.get("/drift?state=IN_SYNC").json().path("items")).hasSize(1);
    assertThat(tenant.get("/drift?state=GONE").json().path("items")).isEmpty();
    assertThat(tenant.get("/drift?state=what").code()).isEqualTo("parameter.invalid");
    assertThat(dueIn(changed)).isBetween(Duration.ofHours(21), Duration.ofHours(27));
  }

  @Test
  void whatIsFoundAgainIsAsOldAsItWasAndAnOutageInBetweenChangesNothing() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);

    tell(found(binding, InspectionState.FAILING, now, null));
    tell(found(binding, InspectionState.FAILING, now.plusSeconds(60), null));
    assertThat(since(application)).isEqualTo(now);

    tell(found(binding, InspectionState.UNKNOWN, now.plusSeconds(120), null));
    assertThat(since(application)).isEqualTo(now.plusSeconds(120));
    tell(found(binding, InspectionState.FAILING, now.plusSeconds(180), null));
    assertThat(since(application)).isEqualTo(now);

    tell(found(binding, InspectionState.IN_SYNC, now.plusSeconds(240), null));
    tell(found(binding, InspectionState.FAILING, now.plusSeconds(300), null));
    assertThat(since(application)).as("mended in between").isEqualTo(now.plusSeconds(300));
  }

  @Test
  void anOlderLookNeverReplacesANewerOne() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);

    tell(found(binding, InspectionState.IN_SYNC, now, null));
    tell(found(binding, InspectionState.FAILING, now.minusSeconds(1), null));

    assertThat(state(application)).isEqualTo("IN_SYNC");
  }

  @Test
  void aFindingReachesNoOtherTenantsBinding() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);
    InspectionResult theirs = found(binding, InspectionState.GONE, now, null);

    tell(
        new InspectionResult(
            UUID.randomUUID().toString(),
            theirs.bindingId(),
            theirs.state(),
            null,
            theirs.message(),
            null,
            now,
            null,
            null,
            null,
            null));

    assertThat(state(application)).isEmpty();
  }

  @Test
  void aListOfDriftGoesOnWhereItStoppedAndAnOwnerSeesTheOwn() {
    tenant.connectedTo(organization);
    UUID mine = tenant.application();
    UUID another = UUID.randomUUID();
    Tenant.must(
        tenant.put(
            "/applications/" + another,
            tenant
                .application("other", true)
                .replace(tenant.owner.toString(), UUID.randomUUID().toString())),
        200);
    for (int i = 0; i < 5; i++) {
      tell(found(bound(i == 0 ? another : mine), InspectionState.GONE, now.plusSeconds(i), null));
    }

    JsonNode first = tenant.get("/drift?limit=2").json();
    JsonNode second = tenant.get("/drift?limit=2&after=" + first.path("next").asString()).json();
    Answer owners = installation.call(tenant.ownerToken(), "GET", tenant.path("/drift"), null);

    assertThat(first.path("items")).hasSize(2);
    assertThat(first.at("/items/0/binding/inspection/since").asString())
        .isEqualTo(now.plusSeconds(4).toString());
    assertThat(second.at("/items/0/binding/inspection/since").asString())
        .isEqualTo(now.plusSeconds(2).toString());
    assertThat(owners.json().path("items")).hasSize(4);
  }

  @Test
  void aRotationThatEndedHasWhatWasFoundWrongLookedAtSoon() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);
    tell(found(binding, InspectionState.FAILING, now, null));

    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": 1,
         "at": "2026-11-21T12:00:00Z", "step": "CONCLUDE", "outcome": "SUCCEEDED", "message": "ok"}
        """
            .formatted(UUID.randomUUID(), tenant.id, application));

    Installation.eventually(() -> dueIn(binding).compareTo(Duration.ofMinutes(2)) < 0);
  }

  @Test
  void whatIsUnboundIsForgotten() {
    tenant.connectedTo(organization);
    UUID application = tenant.application();
    UUID binding = bound(application);
    tell(found(binding, InspectionState.GONE, now, null));

    Tenant.must(tenant.delete("/applications/" + application + "/bindings/" + binding), 204);
    tell(found(binding, InspectionState.GONE, now.plusSeconds(1), null));

    assertThat(tenant.get("/drift").json().path("items")).isEmpty();
  }

  private InspectionResult found(
      UUID binding, InspectionState state, Instant at, @Nullable Instant changedAt) {
    return new InspectionResult(
        tenant.id.toString(),
        binding,
        state,
        null,
        "It is so.",
        "Do this.",
        at,
        changedAt == null ? null : "Anna",
        changedAt,
        null,
        null);
  }

  private void tell(InspectionResult... results) {
    Tenant.must(
        installation.call(
            worker(),
            "POST",
            "/api/v1/worker/inspections",
            JsonMapper.shared().writeValueAsString(new InspectionResults(List.of(results)))),
        200);
  }

  /** What a worker is given of that application; other tests' bindings may be due as well. */
  private List<UUID> claim(UUID application) {
    Answer answer =
        installation.call(worker(), "POST", "/api/v1/worker/inspections/claim", "{\"most\": 500}");
    Tenant.must(answer, 200);
    List<UUID> claimed = new ArrayList<>();
    for (JsonNode task : answer.json()) {
      if (task.path("applicationId").asString().equals(application.toString())) {
        assertThat(task.path("tenantId").asString()).isEqualTo(tenant.id.toString());
        task.path("bindings").forEach(it -> claimed.add(UUID.fromString(it.asString())));
      }
    }
    return claimed;
  }

  private String worker() {
    return installation.entra.token(
        Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker");
  }

  private UUID bound(UUID application) {
    Answer answer =
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding(organization, UUID.randomUUID()));
    Tenant.must(answer, 201);
    return UUID.fromString(answer.json().path("id").asString());
  }

  private void due(UUID binding) {
    installation
        .sql
        .sql("update binding_inspection set due_at = now() - interval '1 s' where binding_id = ?")
        .param(binding)
        .update();
  }

  private Duration dueIn(UUID binding) {
    return Duration.ofSeconds(
        installation
            .sql
            .sql(
                """
                select extract(epoch from due_at - now())::bigint from binding_inspection
                 where binding_id = ?
                """)
            .param(binding)
            .query(Long.class)
            .single());
  }

  private String state(UUID application) {
    return inspection(application).path("state").asString("");
  }

  private Instant since(UUID application) {
    return Instant.parse(inspection(application).path("since").asString());
  }

  private JsonNode inspection(UUID application) {
    return tenant
        .get("/applications/" + application + "/bindings")
        .json()
        .at("/items/0/inspection");
  }
}
