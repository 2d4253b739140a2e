package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Waiting is data: a time in the journal, and an end. */
class WaitingTest {

  private static final String ENDPOINTS = "/devops/.*/_apis/serviceendpoint/endpoints/.*";

  private static final String PROXY = "/devops/.*/endpointproxy";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @Test // FAULT-17
  void aSecretThatEntraDoesNotKnowYetWaitsInTheJournalUntilItDoes() {
    bench.contoso.azure().entra().propagation(Duration.ofSeconds(20), false);
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();
    Rotation waiting = bench.journal.find(id).orElseThrow();
    Instant again = waiting.nextAttemptAt().orElseThrow();

    assertThat(again).isAfter(bench.contoso.clock().instant());
    assertThat(bench.worker.run()).as("not due yet").isZero();
    assertThat(bench.last(id).reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID);
    assertThat(bench.last(id).message())
        .contains(". Keyturn tries again by itself until ")
        .endsWith("Z.");
    assertThat(connection.writes()).isEmpty();

    bench.turn(Duration.ofSeconds(21));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.story(id)).containsOnlyOnce("PROVE WAITING CANDIDATE_NOT_YET_VALID");
  }

  @Test
  void aSecretThatNeverBecomesValidIsGivenUpAndNeverWritten() {
    String old = scene.seeded();
    connection.edit(document -> secret(document, old));
    Renewed wrong = scene.store("canary-never-valid");
    UUID id = bench.arrive(scene, wrong.version());

    int tries = runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(bench.last(id).message()).contains("CANDIDATE_NOT_YET_VALID").doesNotContain("..");
    assertThat(tries).as("backoff grows").isLessThan(30);
    assertThat(connection.holds(old)).isTrue();
    assertThat(scene.writes()).isEmpty();
  }

  /** A step that always fails behind one that always works must not start the patience anew. */
  @Test
  void anUpdateThatAlwaysFailsIsGivenUpAlthoughTheProofSucceedsEachTime() {
    bench.contoso.azure().faults().add(Fault.always("PUT", ENDPOINTS, status(500)));
    UUID id = bench.arrive(scene, scene.renew().version());

    int tries = runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(tries).as("backoff grows").isLessThan(100);
    assertThat(bench.story(id)).containsOnlyOnce("PROVE SUCCEEDED");
  }

  @Test
  void aVerificationThatHasToWaitDoesNotWriteAgain() {
    UUID id = bench.arrive(scene, scene.renew().version());
    // Proof passes, verification does not; the next one to be asked passes.
    for (int i = 0; i < 3; i++) {
      Effect effect = i % 2 == 0 ? new Effect.ApplyAndAdd(Map.of()) : status(502);
      bench.contoso.azure().faults().add(Fault.once("POST", PROXY, effect));
    }

    runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.story(id)).containsOnlyOnce("UPDATE SUCCEEDED");
  }

  @Test // FAULT-7
  void retryAfterIsNotUndercut() {
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.once(
                "PUT", ENDPOINTS, new Effect.Status(429, Map.of("Retry-After", "120"), "{}")));
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.THROTTLED);
    assertThat(bench.journal.find(id).orElseThrow().nextAttemptAt().orElseThrow())
        .isAfterOrEqualTo(bench.contoso.clock().instant().plusSeconds(120));

    bench.turn(Duration.ofSeconds(121));
    bench.worker.run();
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  void settingsOutOfReachAreWaitedForAndNothingElseIsAsked() {
    bench.contoso.settings().failWith(503);
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.SETTINGS_UNREACHABLE);
    assertThat(connection.calls()).isEmpty();

    bench.contoso.mend();
    bench.turn(Duration.ofSeconds(2));
    bench.worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test // FAULT-14
  void aToggleThatGoesOffWhileARotationWaitsStopsIt() {
    bench.contoso.azure().entra().propagation(Duration.ofSeconds(20), false);
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    scene.applicationEnabled(false);
    bench.turn(Duration.ofSeconds(21));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SKIPPED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.APPLICATION_INTEGRATION_OFF);
    assertThat(connection.writes()).isEmpty();
  }

  @Test // FAULT-4, FAULT-14
  void aToggleThatGoesOffAfterAnUncertainWriteIsAFailureHoweverOftenItWasTried() {
    bench.contoso.azure().faults().add(Fault.once("PUT", ENDPOINTS, new Effect.ApplyThenReset()));
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    bench.contoso.azure().faults().add(Fault.once("POST", "/devops/.*/endpointproxy", status(502)));
    bench.contoso.azure().faults().add(Fault.once("PUT", ENDPOINTS, status(502)));
    bench.turn(Duration.ofSeconds(2));
    bench.worker.run();
    scene.tenantEnabled(false);
    bench.turn(Duration.ofSeconds(11));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.TENANT_INTEGRATION_OFF);
  }

  private int runUntilFinished(UUID id) {
    int tries = 0;
    while (!bench.state(id).isFinished() && tries < 500) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(5));
      tries++;
    }
    return tries;
  }

  private static Effect status(int status) {
    return new Effect.Status(status, Map.of("Content-Type", "application/json"), "{}");
  }

  private static void secret(tools.jackson.databind.node.ObjectNode document, String value) {
    document
        .withObjectProperty("authorization")
        .withObjectProperty("parameters")
        .put("serviceprincipalkey", value);
  }
}
