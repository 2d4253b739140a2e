package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Before an old secret goes, every connection works several times in a row, some time apart. */
@Tag("FAULT-17")
class LastProbesTest {

  private static final Duration APART = Duration.ofSeconds(20);
  private static final String PROXY = "/devops/.*/endpointproxy";

  private final Bench bench = new Bench(new Probing(3, APART));
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ZERO));
  private final ServiceConnection connection = scene.azurerm("payments-prod");
  private final ServiceConnection other = scene.azurerm("payments-test");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  void theOldSecretGoesWithTheThirdProbeAndNothingIsHeldInBetween() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.story(id)).endsWith("RETIRE WAITING PROBES_NOT_OVER");
    assertThat(bench.last(id).message())
        .contains("2 more times", "20 seconds apart")
        .doesNotContain("tries again");
    bench.turn(APART.minusSeconds(1));
    assertThat(bench.worker.run()).as("it waits as a row").isZero();
    bench.turn(Duration.ofSeconds(1));
    long before = probes();
    bench.worker.run();
    assertThat(probes() - before).as("each connection once").isEqualTo(2);
    assertThat(keys()).contains(old);

    bench.turn(APART);
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).hasSize(1).doesNotContain(old);
    assertThat(bench.story(id)).containsOnlyOnce("RETIRE WAITING PROBES_NOT_OVER");
  }

  @Test
  void oneFailureOfOneConnectionMakesTheCountBeginAnew() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    bench.turn(APART);
    bench.worker.run();
    bench.turn(APART);
    // The last probe of the second connection fails.
    fault(pass());
    fault(failing());
    bench.worker.run();
    assertThat(keys()).contains(old);
    assertThat(bench.last(id).outcome().name()).isEqualTo("WAITING");

    for (int passed = 0; passed < 2; passed++) {
      bench.turn(APART);
      bench.worker.run();
      assertThat(keys()).as("passed since: " + (passed + 1)).contains(old);
    }
    bench.turn(APART);
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(old);
  }

  @Test
  void oneThatFlapsForEverIsGivenUpAndTheOldSecretStays() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();

    for (int run = 0; run < 60 && !bench.state(id).isFinished(); run++) {
      bench.turn(APART);
      if (run % 2 == 0) {
        fault(failing());
      }
      bench.worker.run();
    }

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(keys()).contains(old);
    bench.contoso.mend();
    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();
    bench.runUntilFinished(id);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(old);
  }

  @Test
  void wakingItEarlyDoesNotBringTheProbesTogether() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    long before = probes();

    for (int wish = 0; wish < 4; wish++) {
      assertThat(bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID())).isTrue();
      bench.turn(Duration.ofSeconds(1));
      bench.worker.run();
    }

    assertThat(probes()).isEqualTo(before);
    assertThat(keys()).contains(old);
    bench.runUntilFinished(id);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void whereNothingIsRemovedNothingIsProbed() {
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(other.holds(renewed.value())).isTrue();
  }

  @Test
  void afterALeakTheDeadlineDoesNotWaitForTheLastProbes() {
    String leaked = renewed();
    UUID id =
        bench.ask(
            bench
                .asked(scene, Trigger.RENEW_REQUESTED, true)
                .retireBy(
                    Optional.of(bench.contoso.clock().instant().plus(Duration.ofSeconds(25)))));
    bench.worker.run();
    assertThat(keys()).contains(leaked);
    bench.turn(APART);
    bench.worker.run();
    assertThat(keys()).contains(leaked);

    bench.turn(Duration.ofSeconds(5));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).hasSize(1).doesNotContain(leaked);
  }

  static List<String> moments() {
    return Dying.moments(4);
  }

  @Tag("FAULT-3")
  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void whoeverTakesOverGoesOnCounting(String moment) {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    int passed = 1;
    // Each process dies at its next probe.
    for (; passed < 8 && keys().contains(old); passed++) {
      bench.turn(passed == 1 ? APART : Bench.LEASE.plusSeconds(1));
      try {
        bench.worker("dies " + passed, Dying.at(bench.transaction, moment)).run();
      } catch (Dying.Died expected) {
        assertThat(expected).isNotNull();
      }
      assertThat(passed == 1 && !keys().contains(old)).as("removed after two probes").isFalse();
    }

    for (int run = 0; run < 10 && !bench.state(id).isFinished(); run++) {
      bench.turn(Bench.LEASE.plusSeconds(1));
      bench.worker.run();
    }
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).hasSize(1).doesNotContain(old);
    assertThat(bench.story(id)).containsOnlyOnce("CONCLUDE SUCCEEDED");
  }

  private String renewed() {
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(id))
        .as(() -> bench.last(id).message())
        .isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return keys().getLast();
  }

  private List<String> keys() {
    return scene.madeByKeyturn().stream().map(Password::keyId).toList();
  }

  /** How often connections were tried so far. */
  private long probes() {
    return scene.organization().calls().stream()
        .filter(call -> call.path().contains("/endpointproxy"))
        .count();
  }

  private void fault(Effect effect) {
    bench.contoso.azure().faults().add(Fault.once("POST", PROXY, effect));
  }

  private static Effect pass() {
    return new Effect.ApplyAndAdd(Map.of());
  }

  private static Effect failing() {
    return new Effect.Status(502, Map.of("Content-Type", "application/json"), "{}");
  }
}
