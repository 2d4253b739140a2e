package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The answer to a leak: at once, everywhere, and the leaked secret gone by a deadline. */
class LeakTest {

  private static final Duration DEADLINE = Duration.ofMinutes(30);

  private final Bench bench = new Bench();
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ofDays(1)));
  private final ServiceConnection first = scene.azurerm("payments-prod");
  private final ServiceConnection second = scene.azurerm("payments-test");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  void connectionsAreWorkedOnAtTheSameTime() {
    // The first answers late; one after another, the second would be written after it.
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.once("PUT", updateOf(first), new Effect.Delay(Duration.ofSeconds(4))));
    UUID id = bench.askToRenew(scene, true);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.writes())
        .extracting(RecordedCall::path)
        .satisfiesExactly(
            path -> assertThat(path).contains(second.id()),
            path -> assertThat(path).contains(first.id()));
  }

  @Test
  @Tag("FAULT-18")
  void aConnectionThatSomebodySavedMeanwhileIsNotTakenForOneThatHoldsTheNewSecret() {
    UUID before = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(before)).isEqualTo(RotationState.SUCCEEDED);
    String leaked = scene.madeByKeyturn().getFirst().keyId();
    bench.turn(Duration.ofSeconds(5));
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.once("PUT", updateOf(second), new Effect.Status(503, Map.of(), "{}")));
    Instant deadline = bench.contoso.clock().instant().plus(DEADLINE);
    UUID id =
        bench.ask(
            bench.asked(scene, Trigger.RENEW_REQUESTED, true).retireBy(Optional.of(deadline)));
    bench.worker.run();
    bench.turn(Duration.ofSeconds(11));
    Member anna =
        scene
            .organization()
            .user(UUID.randomUUID().toString(), "Anna Admin", "anna@contoso.example");
    first.edit(document -> {
      document.put("modifiedBy", anna.id());
      document.put("modificationDate", bench.contoso.clock().instant().toString());
    });

    bench.worker.run();

    assertThat(bench.story(id)).contains("RETIRE FAILED CONNECTION_EDITED_BY_SOMEBODY");
    assertThat(bench.story(id)).endsWith("RETIRE WAITING RETIREMENT_DEADLINE_AHEAD");
    assertThat(scene.madeByKeyturn()).extracting(Password::keyId).contains(leaked);
    bench.turn(DEADLINE);
    bench.worker.run();
    assertThat(scene.madeByKeyturn()).extracting(Password::keyId).doesNotContain(leaked);
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.CONNECTION_EDITED_BY_SOMEBODY);
    assertThat(bench.last(id).message()).contains("was removed at its deadline", "propagate");
  }

  @Test
  void withoutALeakTheyAreWorkedOnInTheirOrder() {
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.writes())
        .extracting(RecordedCall::path)
        .satisfiesExactly(
            path -> assertThat(path).contains(first.id()),
            path -> assertThat(path).contains(second.id()));
  }

  @Test
  void itGoesAheadOfWhatWaitsInItsLane() {
    UUID earlier = bench.arrive(scene, Trigger.PROPAGATE_REQUESTED, Optional.empty());
    UUID leak = bench.askToRenew(scene, true);

    bench.worker.run();

    assertThat(bench.state(leak)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.state(earlier)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(
            bench
                .jdbc
                .sql(
                    "select (value ->> 'rotationId')::uuid from (select id, convert_from(value,"
                        + " 'UTF8')::jsonb as value from outbox) o where value ->> 'step' = 'CONCLUDE'"
                        + " order by id")
                .query(UUID.class)
                .list())
        .containsExactly(leak, earlier);
  }

  @Test
  void anothersLaneThatIsDueComesAfterIt() {
    Scene other = new Scene(bench.contoso);
    other.azurerm("other");
    bench.arrive(other, Trigger.PROPAGATE_REQUESTED, Optional.empty());
    bench.turn(Duration.ofSeconds(1));
    bench.askToRenew(scene, true);

    assertThat(bench.worker.lanes().claim(1))
        .extracting(Lease::applicationId)
        .containsExactly(scene.clientId());
  }

  @Test
  void atTheDeadlineTheLeakedSecretGoesAndTheOutputNamesWhatBreaks() {
    String leaked = ours();
    fails(second, 403);
    UUID id = leak(DEADLINE);
    bench.worker.run();
    assertThat(keys()).as("not before its time").contains(leaked).hasSize(2);
    assertThat(bench.story(id)).endsWith("RETIRE WAITING RETIREMENT_DEADLINE_AHEAD");

    bench.later(DEADLINE.plusSeconds(1)).run();

    assertThat(keys()).doesNotContain(leaked).hasSize(1);
    assertThat(bench.output.of(id))
        .filteredOn(line -> line.reason() == Reason.RETIREMENT_FORCED && line.binding() != null)
        .singleElement()
        .satisfies(line ->
            assertThat(line.message()).contains("payments-test").contains("still holds the old"));
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SOME_BINDINGS_FAILED);
    assertThat(bench.last(id).message()).doesNotContain("still valid");

    bench.contoso.mend();
    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();
    bench.runUntilFinished(id);
    assertThat(bench.state(id)).as("mended and resumed").isEqualTo(RotationState.SUCCEEDED);
    assertThat(second.holds(scene.inVault().getLast().value())).isTrue();
    assertThat(keys()).hasSize(1);
  }

  @Test
  void whatOnlyHasToWaitIsTriedUntilTheDeadlineAndAfterIt() {
    String leaked = ours();
    fails(second, 503);
    UUID id = leak(Duration.ofMinutes(3));
    Instant deadline = bench.journal.find(id).orElseThrow().retireBy().orElseThrow();
    while (bench.contoso.clock().instant().isBefore(deadline)) {
      bench.worker.run();
      assertThat(keys()).contains(leaked);
      bench.turn(Duration.ofSeconds(11));
    }

    bench.worker.run();

    assertThat(keys()).doesNotContain(leaked).hasSize(1);
    assertThat(bench.state(id).isFinished()).as("the connection is still tried").isFalse();
    bench.contoso.mend();
    bench.runUntilFinished(id);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(second.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aConnectionThatIsMendedBeforeTheDeadlineEndsItEarly() {
    String leaked = ours();
    fails(second, 403);
    UUID id = leak(DEADLINE);
    bench.worker.run();
    bench.contoso.mend();

    bench.decide(scene, id, Decision.RESUMED, UUID.randomUUID());
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keys()).doesNotContain(leaked).hasSize(1);
    assertThat(bench.story(id)).doesNotContain("RETIRE WARNING RETIREMENT_FORCED");
  }

  @Test
  void givingUpDoesNotComeBeforeTheDeadline() {
    String leaked = ours();
    fails(second, 503);
    UUID id = leak(Bench.PACE.patience().multipliedBy(3));

    while (!bench.state(id).isFinished()) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(11));
    }

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(bench.last(id).message()).contains("resume");
    assertThat(keys()).doesNotContain(leaked);
  }

  @Test
  @Tag("FAULT-2")
  void aNewerVersionThatTakesOverAnswersTheLeak() {
    String leaked = ours();
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.always("POST", "/devops/.*/endpointproxy", status(503)));
    UUID leak = bench.askToRenew(scene, true);
    bench.worker.run();
    bench.contoso.mend();
    bench.turn(Duration.ofSeconds(11));
    Scene.Renewed newer = scene.renew();
    UUID successor = bench.arrive(scene, newer.version());

    bench.runUntilFinished(successor);

    assertThat(bench.state(leak)).isEqualTo(RotationState.SUPERSEDED);
    assertThat(bench.state(successor)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(first.holds(newer.value())).isTrue();
    assertThat(keys()).as("no overlap for %s", leaked).isEmpty();
  }

  @Test
  void aLeakedSecretThatIsNotOursIsReportedWithTheRemedyAndStays() {
    scene.renew();
    List<String> foreign = scene.atEntra().stream().map(Password::keyId).toList();
    UUID id = bench.askToRenew(scene, true);

    bench.worker.run();

    assertThat(scene.atEntra()).extracting(Password::keyId).containsAll(foreign);
    assertThat(bench.story(id)).contains("RETIRE WARNING OLD_SECRET_NOT_OURS");
    assertThat(bench.output.of(id))
        .filteredOn(line -> line.reason() == Reason.OLD_SECRET_NOT_OURS)
        .singleElement()
        .satisfies(line ->
            assertThat(line.message())
                .contains("az ad app credential delete --id " + scene.clientId())
                .contains(foreign.getFirst()));
  }

  @Test
  void nothingIsRemovedWhereThereIsNothingNewToGoOnWith() {
    String leaked = ours();
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.always("PUT", "/vaults/" + Contoso.VAULT + "/secrets/.*", status(503)));
    UUID id = leak(Duration.ofMinutes(1));
    for (int run = 0; run < 10; run++) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(11));
    }

    assertThat(bench.state(id).isFinished()).isFalse();
    assertThat(keys()).contains(leaked);
  }

  private UUID leak(Duration deadline) {
    return bench.ask(
        bench
            .asked(scene, Trigger.RENEW_REQUESTED, true)
            .retireBy(Optional.of(bench.contoso.clock().instant().plus(deadline))));
  }

  /** A first secret of ours that both connections hold; answers its key id. */
  private String ours() {
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return keys().getLast();
  }

  private void fails(ServiceConnection connection, int status) {
    bench.contoso.azure().faults().add(Fault.always("PUT", updateOf(connection), status(status)));
  }

  private static String updateOf(ServiceConnection connection) {
    return "/devops/.*/_apis/serviceendpoint/endpoints/" + connection.id();
  }

  private List<String> keys() {
    return scene.madeByKeyturn().stream().map(Password::keyId).toList();
  }

  private static Effect status(int status) {
    return new Effect.Status(status, Map.of("Content-Type", "application/json"), "{}");
  }
}
