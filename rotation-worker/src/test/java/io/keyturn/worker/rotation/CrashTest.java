package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process dies before or after each save, and with that between any two calls (FAULT-3). Another
 * takes the lane over when the lease has ended, and goes on from the journal.
 */
class CrashTest {

  /** Saves of a rotation with one connection; the last one gives the lane back, too. */
  private static final int SAVES = 4;

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  static List<String> moments() {
    return Dying.moments(SAVES);
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void whoeverTakesOverFinishesWithTheRightSecretAndAGaplessOutput(String moment) {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    Dying dying = Dying.at(bench.transaction, moment);
    assertThatThrownBy(() -> bench.worker("dies", dying).run()).isInstanceOf(Dying.Died.class);

    bench.turn(Bench.LEASE.plusSeconds(1));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(connection.secretFingerprints()).doesNotContain("lost");
    assertThat(bench.output.of(id))
        .extracting("sequence")
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, bench.output.of(id).size()).boxed().toList());
    assertThat(bench.story(id))
        .containsOnlyOnce("CONCLUDE SUCCEEDED")
        .containsOnlyOnce("VERIFY SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.worker.run()).as("nothing is left").isZero();
  }
}
