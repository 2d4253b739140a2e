package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two applications whose secret has one name in Key Vault: neither is renewed. */
class SharedSecretTest {

  private static final String ADD = "/graph/.*/addPassword";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");
  private final Scene other = new Scene(bench.contoso);
  private final ServiceConnection others = other.azurerm("billing-prod");

  @AfterEach
  void mend() {
    other.keptAs("apart-" + other.name());
    bench.contoso.mend();
  }

  @ParameterizedTest(name = "emergency {0}, plan {1}")
  @CsvSource({"false, false", "true, false", "false, true"})
  void nothingIsMadeAndEntraIsNotEvenAsked(boolean emergency, boolean plan) {
    other.keptAs(scene.secret().name().toUpperCase(java.util.Locale.ROOT));
    scene.renew();
    int versions = scene.inVault().size();
    for (String method : new String[] {"GET", "POST"}) {
      bench
          .contoso
          .azure()
          .faults()
          .add(Fault.always(method, "/graph/.*", new Effect.ApplyAndAdd(Map.of())));
    }

    UUID id = bench.ask(bench.asked(scene, Trigger.RENEW_REQUESTED, emergency).asPlan(plan));
    bench.worker.run();

    assertThat(bench.state(id))
        .as(() -> bench.last(id).message())
        .isEqualTo(plan ? RotationState.PLANNED : RotationState.REFUSED);
    assertThat(bench.story(id)).contains("RENEW REFUSED SECRET_SHARED");
    assertThat(bench.output.of(id))
        .filteredOn(line -> line.reason() == Reason.SECRET_SHARED)
        .first()
        .satisfies(line ->
            assertThat(line.message())
                .contains(other.clientId(), scene.secret().name(), "a name of its own"));
    assertThat(bench.contoso.azure().faults().list())
        .allSatisfy(armed -> assertThat(armed.hits()).as("calls to Graph").isZero());
    assertThat(scene.inVault()).hasSize(versions);
    assertThat(scene.writes()).isEmpty();
  }

  @Test
  void whatSomebodyElseStoresThereIsCarriedWhereItProvesItself() {
    other.keptAs(scene.secret().name());
    Renewed renewed = scene.renew();

    UUID mine = bench.arrive(scene, renewed.version());
    UUID notTheirs = bench.arrive(other, renewed.version());
    bench.worker.run();

    assertThat(bench.state(mine)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.state(notTheirs)).isNotEqualTo(RotationState.SUCCEEDED);
    assertThat(others.updates()).as("it never proved itself there").isZero();
  }

  @Test
  void theSecretThatKeyturnSignsInWithIsNotReplacedByAnothers() {
    scene.keptAs(Contoso.DEVOPS_SECRET);

    UUID id = bench.askToRenew(scene);
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SECRET_SHARED);
    assertThat(scene.madeByKeyturn()).isEmpty();
    scene.keptAs("apart-" + scene.name());
  }

  @Test
  @Tag("FAULT-3")
  void oneThatIsSharedOnlyAfterEntraWasAskedLeavesNoSecretBehind() {
    bench.contoso.azure().faults().add(Fault.once("POST", ADD, new Effect.ApplyThenReset()));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(scene.madeByKeyturn()).as("made, and the answer lost").hasSize(1);
    other.keptAs(scene.secret().name());

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SECRET_SHARED);
    assertThat(scene.madeByKeyturn()).isEmpty();
    assertThat(connection.updates()).isZero();
  }

  @Test
  void aVersionThatIsStoredIsCarriedToItsEnd() {
    scene.renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ZERO));
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.once("POST", "/devops/.*/endpointproxy", new Effect.Status(503, Map.of(), "{}")));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(id).isFinished()).isFalse();
    other.keptAs(scene.secret().name());

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void whoseItIsHasToBeKnownFirst() {
    UUID id = bench.askToRenew(scene);
    bench.contoso.settings().failApplicationsWith(503);

    bench.worker.run();

    assertThat(bench.story(id)).endsWith("RENEW WAITING SETTINGS_UNREACHABLE");
    assertThat(scene.madeByKeyturn()).isEmpty();
    bench.contoso.mend();
    bench.runUntilFinished(id);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }
}
