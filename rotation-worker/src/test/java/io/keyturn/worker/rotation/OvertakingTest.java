package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Newest version wins, in whatever order the news comes (FAULT-2). */
class OvertakingTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @Test // FAULT-2
  void ofSeveralVersionsThatWaitOnlyTheCurrentOneIsWritten() {
    Renewed older = scene.renew();
    bench.turn(Duration.ofSeconds(2));
    Renewed newer = scene.renew();
    UUID first = bench.arrive(scene, older.version());
    UUID second = bench.arrive(scene, newer.version());

    bench.worker.run();

    assertSuperseded(first);
    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(newer.value())).isTrue();
    assertThat(connection.updates()).isEqualTo(1);
  }

  @Test // FAULT-2
  void soItIsWhenTheNewerNewsComesFirst() {
    Renewed older = scene.renew();
    bench.turn(Duration.ofSeconds(2));
    Renewed newer = scene.renew();
    UUID second = bench.arrive(scene, newer.version());
    UUID first = bench.arrive(scene, older.version());

    bench.worker.run();

    assertSuperseded(first);
    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.updates()).isEqualTo(1);
  }

  @Test // FAULT-2
  void anOlderVersionThatComesLongAfterIsSupersededWithoutACallToAzureDevOps() {
    Renewed older = scene.renew();
    bench.turn(Duration.ofSeconds(2));
    Renewed newer = scene.renew();
    bench.arrive(scene, newer.version());
    bench.worker.run();
    int calls = scene.organization().calls().size();
    UUID late = bench.arrive(scene, older.version());

    bench.worker.run();

    assertSuperseded(late);
    assertThat(scene.organization().calls()).hasSize(calls);
    assertThat(connection.holds(newer.value())).isTrue();
  }

  @Test // FAULT-2: Key Vault's times are whole seconds
  void ofTwoVersionsOfTheSameSecondTheOneThatIsNotCurrentIsNeverWrittenOverTheOther() {
    Renewed older = scene.renew();
    Renewed newer = scene.renew();
    bench.arrive(scene, newer.version());
    bench.worker.run();
    UUID late = bench.arrive(scene, older.version());

    bench.worker.run();

    assertSuperseded(late);
    assertThat(connection.holds(newer.value())).isTrue();
  }

  @Test
  void aNewerVersionFollowsAnOlderOneThatIsDone() {
    bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    bench.turn(Duration.ofSeconds(2));
    Renewed newer = scene.renew();
    UUID second = bench.arrive(scene, newer.version());

    bench.worker.run();

    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(newer.value())).isTrue();
    assertThat(connection.updates()).isEqualTo(2);
  }

  @Test
  void aSecretThatIsKeptElsewhereNowIsNotMeasuredByTheOneBefore() {
    Renewed moved = scene.keptAs("moved-" + scene.name()).renew();
    bench.turn(Duration.ofSeconds(2));
    scene.keptAs("before-" + scene.name());
    bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    scene.keptAs("moved-" + scene.name());
    UUID id = bench.arrive(scene, moved.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(moved.value())).isTrue();
  }

  private void assertSuperseded(UUID id) {
    assertThat(bench.state(id)).isEqualTo(RotationState.SUPERSEDED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SUPERSEDED_BY_NEWER_VERSION);
  }
}
