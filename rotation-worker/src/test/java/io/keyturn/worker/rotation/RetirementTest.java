package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Old and new stay valid side by side, and only what Keyturn made is removed. */
class RetirementTest {

  private static final Duration OVERLAP = Duration.ofHours(1);
  private static final String PROXY = "/devops/.*/endpointproxy";
  private static final String REMOVE = "/graph/.*/removePassword";

  private final Bench bench = new Bench();
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ofHours(1)));
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  void theOldSecretIsRemovedOnlyWhenTheOverlapIsOver() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();

    assertThat(bench.story(id)).endsWith("RETIRE WAITING OVERLAP_NOT_OVER");
    assertThat(bench.last(id).message()).contains("stays valid").doesNotContain("tries again");
    assertThat(keys()).contains(old).hasSize(2);
    assertThat(bench.later(OVERLAP.minusSeconds(60)).run())
        .as("a rotation that waits holds nothing")
        .isZero();
    assertThat(keys()).contains(old);

    bench.later(Duration.ofSeconds(120)).run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.story(id)).containsOnlyOnce("RETIRE SUCCEEDED");
    assertThat(keys()).doesNotContain(old).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
    assertThat(scene.atEntra()).as("somebody else's").hasSizeGreaterThan(1);
  }

  @Test
  void aConnectionThatFailsAfterTheOverlapKeepsTheOldSecret() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    Bench.Worker worker = bench.later(OVERLAP.plusSeconds(60));
    // The first two probes pass; the third does not.
    for (Effect effect : new Effect[] {pass(), pass(), status(502)}) {
      bench.contoso.azure().faults().add(Fault.once("POST", PROXY, effect));
    }

    worker.run();

    assertThat(keys()).contains(old);
    assertThat(bench.state(id).isFinished()).isFalse();
    assertThat(bench.last(id).step().name()).isEqualTo("RETIRE");
    bench.contoso.mend();
    bench.turn(Duration.ofSeconds(11));
    worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(old);
  }

  @Test
  @Tag("FAULT-18")
  void aConnectionThatSomebodySavedMeanwhileMayHoldTheOldSecretWhichStays() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    bench.turn(Duration.ofMinutes(5));
    Member anna =
        scene
            .organization()
            .user(UUID.randomUUID().toString(), "Anna Admin", "anna@contoso.example");
    connection.edit(document -> {
      document.put("modifiedBy", anna.id());
      document.put("modificationDate", bench.contoso.clock().instant().toString());
    });

    bench.later(OVERLAP.plusSeconds(60)).run();

    assertThat(keys()).contains(old);
    assertThat(bench.story(id)).contains("RETIRE WARNING CONNECTION_EDITED_BY_SOMEBODY");
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    UUID again = bench.arrive(scene, Trigger.PROPAGATE_REQUESTED, Optional.empty());
    bench.later(Duration.ofSeconds(1)).run();
    bench.later(OVERLAP.plusSeconds(60)).run();
    assertThat(bench.state(again)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).as("written again, and then removed").doesNotContain(old);
  }

  @Test
  void itWaitsForEveryConnectionOfTheApplication() {
    ServiceConnection other = scene.azurerm("payments-test");
    String old = renewed();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.always(
                "PUT", "/devops/.*/_apis/serviceendpoint/endpoints/" + other.id(), status(403)));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    bench.later(OVERLAP.plusSeconds(60)).run();

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SOME_BINDINGS_FAILED);
    assertThat(keys()).contains(old);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aNewerRenewalRetiresWhatTheOlderOneWasWaitingFor() {
    String first = renewed();
    UUID second = bench.askToRenew(scene);
    bench.worker.run();
    Bench.Worker worker = bench.later(Duration.ofMinutes(30));
    UUID third = bench.askToRenew(scene);
    worker.run();

    worker = bench.later(OVERLAP.plusSeconds(60));
    while (worker.run() > 0) {
      bench.turn(Duration.ofSeconds(11));
    }

    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.state(third)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).hasSize(1).doesNotContain(first);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aSecretThatSomebodyElseRenewsRetiresOursAfterTheOverlap() {
    String old = renewed();
    Bench.Worker worker = bench.later(Duration.ofMinutes(30));
    Renewed foreign = scene.renew();
    UUID id = bench.arrive(scene, foreign.version());
    worker.run();
    assertThat(keys()).contains(old);

    bench.later(OVERLAP.plusSeconds(60)).run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).isEmpty();
    assertThat(connection.holds(foreign.value())).isTrue();
  }

  @Test
  void anOlderVersionNeverRetiresANewerSecretThatDidNotComeThrough() {
    renewed();
    UUID second = bench.askToRenew(scene);
    bench.worker.run();
    Bench.Worker worker = bench.later(Duration.ofMinutes(30));
    bench.contoso.azure().faults().add(Fault.always("POST", PROXY, status(400)));
    UUID third = bench.askToRenew(scene);
    worker.run();
    bench.contoso.mend();
    String newest = keys().getLast();

    for (int run = 0; run < 5; run++) {
      bench.later(OVERLAP).run();
    }

    assertThat(bench.state(second).isFinished()).isTrue();
    assertThat(bench.state(third).isFinished()).isTrue();
    assertThat(keys()).contains(newest);
  }

  @Test
  @Tag("FAULT-16")
  void aConflictWhileTheOldSecretIsRemovedIsWaitedOut() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    Bench.Worker worker = bench.later(OVERLAP.plusSeconds(60));
    bench.contoso.azure().graph().conflict(409, 1);
    worker.run();
    assertThat(bench.story(id)).endsWith("RETIRE WAITING RENEWAL_CONFLICT");
    bench.turn(Duration.ofSeconds(11));

    worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(old);
  }

  @Test
  @Tag("FAULT-3")
  void aRemovalWhoseAnswerIsLostIsNotRepeated() {
    String old = renewed();
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    Bench.Worker worker = bench.later(OVERLAP.plusSeconds(60));
    bench.contoso.azure().faults().add(Fault.once("POST", REMOVE, new Effect.ApplyThenReset()));
    worker.run();
    assertThat(keys()).as(() -> bench.last(id).message()).doesNotContain(old);
    bench.turn(Duration.ofSeconds(11));

    worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).hasSize(1);
  }

  @Test
  void afterALeakTheOldSecretGoesAsSoonAsEveryConnectionIsVerified() {
    String leaked = renewed();
    UUID id = bench.askToRenew(scene, true);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(leaked).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aLeakedSecretThatCannotBeRemovedIsAFailure() {
    String leaked = renewed();
    bench.contoso.azure().faults().add(Fault.always("POST", REMOVE, status(403)));
    UUID id = bench.askToRenew(scene, true);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.RENEWAL_FORBIDDEN);
    assertThat(keys()).contains(leaked);
  }

  /** A first secret of ours that the connection holds; answers its key id. */
  private String renewed() {
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(id))
        .as(() -> bench.last(id).message())
        .isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return keys().getLast();
  }

  private java.util.List<String> keys() {
    return scene.madeByKeyturn().stream().map(key -> key.keyId()).toList();
  }

  private static Effect pass() {
    return new Effect.ApplyAndAdd(Map.of());
  }

  private static Effect status(int status) {
    return new Effect.Status(status, Map.of("Content-Type", "application/json"), "{}");
  }
}
