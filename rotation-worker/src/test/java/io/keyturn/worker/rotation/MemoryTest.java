package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is remembered for a moment, and what is not. */
class MemoryTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  MemoryTest() {
    scene.azurerm("payments-prod");
  }

  @Test
  void theNextRotationDoesNotAskAgainWhoAdministers() {
    rotate();
    int asked = questionsAboutTheIdentity();

    UUID second = rotate();

    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(asked).isPositive();
    assertThat(questionsAboutTheIdentity()).isEqualTo(asked);
  }

  @Test
  @DisplayName("FAULT-13: a membership that is lost is honoured within a minute")
  void lostMembership() {
    rotate();
    scene.worker().leaves(scene.project().endpointAdministrators());
    bench.turn(Duration.ofSeconds(61));

    UUID second = rotate();

    assertThat(bench.state(second)).isEqualTo(RotationState.REFUSED);
  }

  @Test
  @DisplayName("A-04, FAULT-14: a toggle that is switched off stops the very next rotation")
  void togglesAreNotRemembered() {
    rotate();
    int calls = scene.organization().calls().size();
    scene.applicationEnabled(false);

    UUID second = rotate();

    assertThat(bench.state(second)).isEqualTo(RotationState.SKIPPED);
    assertThat(scene.organization().calls()).hasSize(calls);
  }

  @Test
  @DisplayName("FAULT-13: a no is not remembered; whoever mends it need not wait")
  void refusalsAreNotRemembered() {
    scene.worker().leaves(scene.project().endpointAdministrators());
    assertThat(bench.state(rotate())).isEqualTo(RotationState.REFUSED);
    scene.worker().joins(scene.project().endpointAdministrators());

    assertThat(bench.state(rotate())).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  @DisplayName("FAULT-19: a sign-in that is refused is tried once more with its secret read anew")
  void refusedSignIn() {
    rotate();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.once(
                "GET", "/devops/.*/_apis/serviceendpoint/endpoints/.*", new Effect.SignInPage()));

    assertThat(bench.state(rotate())).isEqualTo(RotationState.SUCCEEDED);
  }

  private UUID rotate() {
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    return id;
  }

  private int questionsAboutTheIdentity() {
    List<RecordedCall> calls = scene.organization().calls();
    return (int)
        calls.stream()
            .map(RecordedCall::path)
            .filter(path -> path.contains("/identities") || path.contains("permission"))
            .count();
  }
}
