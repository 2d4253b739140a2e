package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an operator decides about a rotation that waits or has failed. */
class DecisionsTest {

  private static final String ENDPOINTS = "/devops/.*/_apis/serviceendpoint/endpoints/.*";
  private static final Effect BROKEN =
      new Effect.Status(500, Map.of("Content-Type", "application/json"), "{}");

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @Test
  void aFailedRotationThatIsResumedGoesOnWhereItStood() {
    Renewed renewed = scene.renew();
    UUID id = failed(renewed);

    assertThat(bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID())).isTrue();
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.story(id))
        .contains("RECEIVE SUCCEEDED RESUMED_BY_OPERATOR", "UPDATE SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.output.of(id).toString()).contains("ada@contoso.example");
  }

  @Test
  void theSameDecisionToldAgainChangesNothing() {
    UUID id = failed(scene.renew());
    UUID event = UUID.randomUUID();
    bench.decide(scene, id, Decision.ABANDONED, event);
    bench.worker.run();
    int lines = bench.story(id).size();

    bench.decide(scene, id, Decision.ABANDONED, event);
    bench.decide(scene, id, Decision.ABANDONED, UUID.randomUUID());
    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();

    assertThat(bench.story(id)).hasSize(lines).endsWith("CONCLUDE FAILED ABANDONED_BY_OPERATOR");
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.worker.run()).as("nothing is left to do").isZero();
  }

  @Test // FAULT-2
  void aFailedRotationWhoseVersionHasBeenOvertakenIsNotWrittenWhenItIsResumed() {
    UUID id = failed(scene.renew());
    bench.turn(Duration.ofSeconds(2));
    Renewed newer = scene.renew();
    UUID next = bench.arrive(scene, newer.version());
    bench.worker.run();
    assertThat(bench.state(next)).isEqualTo(RotationState.SUCCEEDED);

    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUPERSEDED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SUPERSEDED_BY_NEWER_VERSION);
    assertThat(connection.holds(newer.value())).isTrue();
  }

  @Test
  void aRotationThatWaitsIsTriedAtOnceWhenItIsResumed() {
    bench.contoso.azure().faults().add(Fault.once("PUT", ENDPOINTS, BROKEN));
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    assertThat(bench.worker.run()).as("it waits").isZero();

    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void aRotationThatWaitsEndsWhenItIsAbandonedAndTheNextOneRuns() {
    bench.contoso.azure().faults().add(Fault.always("PUT", ENDPOINTS, BROKEN));
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();

    bench.decide(scene, id, Decision.ABANDONED, UUID.randomUUID());
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.story(id)).endsWith("CONCLUDE FAILED ABANDONED_BY_OPERATOR");
    assertThat(bench.last(id).message()).contains("keep the old secret valid");
    bench.contoso.mend();
    Renewed renewed = scene.renew();
    bench.arrive(scene, renewed.version());
    bench.worker.run();
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  void aDecisionThatComesWhileTheLaneRunsIsActedOnAfterIt() {
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    Lease lease = bench.worker.lanes().claim(10).getFirst();
    bench.decide(scene, id, Decision.ABANDONED, UUID.randomUUID());

    bench.worker.run(lease);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.worker.run()).as("the lane is due for the decision").isEqualTo(1);

    assertThat(bench.state(id))
        .as("what has succeeded stays so")
        .isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.story(id)).endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.worker.run()).isZero();
  }

  @Test // FAULT-23
  void nobodyDecidesAboutAnotherApplicationsRotation() {
    UUID id = failed(scene.renew());

    assertThat(bench.decide(new Scene(bench.contoso), id, Decision.RESUMED, UUID.randomUUID()))
        .isFalse();
    assertThat(bench.decide(scene, UUID.randomUUID(), Decision.RESUMED, UUID.randomUUID()))
        .isFalse();
    assertThat(bench.worker.run()).isZero();
  }

  private UUID failed(Renewed renewed) {
    bench.contoso.azure().faults().add(Fault.always("PUT", ENDPOINTS, BROKEN));
    UUID id = bench.arrive(scene, renewed.version());
    for (int i = 0; i < 500 && !bench.state(id).isFinished(); i++) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(5));
    }
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    bench.contoso.mend();
    return id;
  }
}
