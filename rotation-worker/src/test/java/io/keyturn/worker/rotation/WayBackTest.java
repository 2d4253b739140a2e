package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that keeps failing with what was written gets the version before back. */
class WayBackTest {

  private static final String PROXY = "/devops/.*/endpointproxy";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  void theVersionBeforeComesBackWhenTheNewOneKeepsFailingAndItStillWorks() {
    Renewed before = held();
    Renewed after = scene.renew();
    UUID id = writtenAndNotVerified(after);
    removedAtEntra(1);

    runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.story(id)).containsOnlyOnce("VERIFY FAILED PREVIOUS_SECRET_RESTORED");
    assertThat(connection.holds(before.value())).isTrue();
    assertThat(bench.output.of(id))
        .filteredOn(line -> line.reason() == Reason.PREVIOUS_SECRET_RESTORED)
        .singleElement()
        .satisfies(line ->
            assertThat(line.message())
                .contains(before.version().version(), after.version().version()));
    assertThat(bench.worker.run()).as("nothing is left").isZero();
  }

  @Test
  void theVersionBeforeStaysAwayWhenItDoesNotProveItselfAnyMore() {
    held();
    Renewed after = scene.renew();
    UUID id = writtenAndNotVerified(after);
    removedAtEntra(2);

    runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(connection.holds(after.value())).isTrue();
  }

  @Test
  void anOutageIsNoReasonToGoBack() {
    held();
    Renewed after = scene.renew();
    UUID id = writtenAndNotVerified(after);
    bench.contoso.azure().faults().add(Fault.always("POST", PROXY, status(502)));

    runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(connection.holds(after.value())).isTrue();
  }

  private Renewed held() {
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return renewed;
  }

  /** The proof passes, and so does the write; the verification is not answered. */
  private UUID writtenAndNotVerified(Renewed renewed) {
    UUID id = bench.arrive(scene, renewed.version());
    for (Effect effect : new Effect[] {new Effect.ApplyAndAdd(Map.of()), status(502)}) {
      bench.contoso.azure().faults().add(Fault.once("POST", PROXY, effect));
    }
    bench.worker.run();
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.last(id).step().name()).isEqualTo("VERIFY");
    return id;
  }

  private void removedAtEntra(int newest) {
    bench
        .contoso
        .azure()
        .entra()
        .changeApplication(
            scene.clientId(),
            application ->
                application.withPasswords(
                    application.passwords().subList(0, application.passwords().size() - newest)));
  }

  private void runUntilFinished(UUID id) {
    for (int run = 0; run < 100 && !bench.state(id).isFinished(); run++) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(11));
    }
  }

  private static Effect status(int status) {
    return new Effect.Status(status, Map.of("Content-Type", "application/json"), "{}");
  }
}
