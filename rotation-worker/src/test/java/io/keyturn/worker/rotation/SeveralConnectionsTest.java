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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One application with connections in several projects and organizations. */
class SeveralConnectionsTest {

  private final Bench bench = new Bench();
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ZERO));
  private final ServiceConnection here = scene.azurerm("payments-prod");
  private final ServiceConnection elsewhere = scene.azurermElsewhere("ledger-prod");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("FAULT-12")
  void oneThatFailsStopsNoOtherAndTheOldSecretWaitsForIt(boolean emergency) {
    UUID first = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(first)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    String old = keys().getLast();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.always(
                "PUT",
                "/devops/.*/endpoints/" + elsewhere.id(),
                new Effect.Status(403, Map.of(), "{}")));
    UUID id = bench.askToRenew(scene, emergency);

    bench.worker.run();

    String made = scene.inVault().getLast().value();
    assertThat(here.holds(made)).isTrue();
    assertThat(elsewhere.holds(made)).isFalse();
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SOME_BINDINGS_FAILED);
    assertThat(bench.last(id).message())
        .startsWith("1 of 2")
        .containsAnyOf("keep the old secret valid", "still valid");
    assertThat(bench.progress(id).values())
        .containsExactlyInAnyOrder(BindingProgress.VERIFIED, BindingProgress.REFUSED);
    assertThat(keys()).contains(old);

    bench.contoso.mend();
    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();
    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(elsewhere.holds(made)).isTrue();
    assertThat(keys()).as("only now").doesNotContain(old).hasSize(1);
  }

  @Test
  @Tag("FAULT-11")
  void aConnectionThatTwoApplicationsNameTakesTheSecretOfItsOwnAlone() {
    Scene other = new Scene(bench.contoso);
    UUID mine = bench.askToRenew(scene);
    bench.worker.run();
    String made = scene.inVault().getLast().value();
    other.bindAlso(scene);

    UUID theirs = bench.askToRenew(other);
    bench.worker.run();

    assertThat(bench.state(mine)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.state(theirs)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(theirs).reason()).isEqualTo(Reason.IDENTITY_MISMATCH);
    assertThat(here.holds(made)).isTrue();
    assertThat(other.madeByKeyturn()).as("nothing is made that could go nowhere").isEmpty();
    assertThat(here.updates()).as("written once, with its own").isEqualTo(1);
  }

  private List<String> keys() {
    return scene.madeByKeyturn().stream().map(Password::keyId).toList();
  }
}
