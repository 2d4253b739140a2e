package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings.Closed;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Maintenance windows: a rotation begins in one, unless that would be too late. */
class WindowTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @Test
  void aRotationWaitsAsARowUntilItsWindowOpens() {
    scene.closed(new Closed(in(Duration.ofHours(30)), null));
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.WAITING_FOR_WINDOW);
    assertThat(bench.last(id).message()).contains(in(Duration.ofHours(30)).toString());
    assertThat(scene.madeByKeyturn()).isEmpty();
    assertThat(bench.worker.run()).as("not due yet").isZero();

    // It looks again each hour, and tells the wait once.
    for (int hour = 0; hour < 29; hour++) {
      bench.turn(Duration.ofHours(1));
      bench.worker.run();
    }
    assertThat(bench.story(id)).containsOnlyOnce("ADMIT WAITING WAITING_FOR_WINDOW");
    assertThat(scene.madeByKeyturn()).isEmpty();

    bench.turn(Duration.ofHours(1));
    scene.open();
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  void itGivesWayBeforeTheSecretExpiresAndSaysSo() {
    Instant expires = in(Duration.ofHours(40));
    scene.closed(new Closed(in(Duration.ofDays(9)), expires));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.last(id).message()).contains("too late").contains(expires.toString());
    assertThat(connection.writes()).isEmpty();

    // A day before the expiry: a rotation may take that long.
    for (int hour = 0; hour < 16; hour++) {
      bench.turn(Duration.ofHours(1));
      bench.worker.run();
    }

    assertThat(bench.story(id)).containsOnlyOnce("ADMIT WARNING WINDOW_GIVEN_WAY");
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void whatKeyVaultSaysOfTheExpiryCounts() {
    Renewed old = scene.renew();
    scene.closed(new Closed(in(Duration.ofDays(9)), null));
    Rotation near =
        expiring(old, in(Duration.ofHours(3)), Trigger.VAULT_NEAR_EXPIRY, UUID.randomUUID());
    bench.store(near);

    bench.worker.run();

    assertThat(bench.story(near.id())).containsOnlyOnce("ADMIT WARNING WINDOW_GIVEN_WAY");
    assertThat(bench.state(near.id())).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void theExpiryOfANewVersionIsNoReasonToHurry() {
    Renewed renewed = scene.renew();
    scene.closed(new Closed(in(Duration.ofDays(9)), null));
    Rotation news =
        expiring(renewed, in(Duration.ofHours(3)), Trigger.SECRET_RENEWED, UUID.randomUUID());
    bench.store(news);

    bench.worker.run();

    assertThat(bench.last(news.id()).reason()).isEqualTo(Reason.WAITING_FOR_WINDOW);
  }

  @Test
  void anEmergencyAndWhoeverAsksForItDoNotWait() {
    scene.closed(new Closed(in(Duration.ofDays(9)), null));
    UUID leaked = bench.askToRenew(scene, true);
    bench.worker.run();
    assertThat(bench.state(leaked)).isEqualTo(RotationState.SUCCEEDED);

    Rotation asked =
        bench
            .rotation(scene, UUID.randomUUID(), Trigger.PROPAGATE_REQUESTED, Optional.empty())
            .ignoringWindow(true);
    bench.store(asked);
    bench.worker.run();
    assertThat(bench.state(asked.id())).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.journal.find(asked.id()).orElseThrow().ignoresWindow()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Trigger.class,
      names = {"VAULT_EXPIRED", "LATE_WRITE"})
  void whatFailsAlreadyOrMayHaveBeenWrittenOverIsMendedAtOnce(Trigger trigger) {
    Renewed current = scene.renew();
    scene.closed(new Closed(in(Duration.ofDays(9)), null));
    UUID id = bench.arrive(scene, trigger, Optional.of(current.version()));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void whatHasBegunIsFinishedAfterTheWindowHasClosed() { // FAULT-17
    bench.contoso.azure().entra().propagation(Duration.ofSeconds(20), false);
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();
    assertThat(bench.last(id).reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID);

    scene.closed(new Closed(in(Duration.ofDays(9)), null));
    bench.turn(Duration.ofSeconds(21));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void theLineOfAConnectionSaysWhenItsSecretExpires() {
    UUID made = bench.askToRenew(scene);
    bench.worker.run();
    Instant promised = scene.madeByKeyturn().getFirst().endDateTime();
    assertThat(expiry(made, "VERIFY")).contains(promised);

    // Key Vault has no expiry for it, but the news has.
    Renewed foreign = scene.renew();
    Instant told = in(Duration.ofDays(100));
    Rotation news = expiring(foreign, told, Trigger.SECRET_RENEWED, UUID.randomUUID());
    bench.store(news);
    bench.worker.run();
    assertThat(expiry(news.id(), "VERIFY")).contains(told);

    Rotation again = expiring(foreign, told, Trigger.SECRET_RENEWED, UUID.randomUUID());
    bench.store(again);
    bench.worker.run();
    assertThat(bench.story(again.id())).contains("UPDATE SKIPPED ALREADY_HELD");
    assertThat(expiry(again.id(), "UPDATE")).contains(told);
  }

  private Optional<Instant> expiry(UUID rotation, String step) {
    return bench.output.of(rotation).stream()
        .filter(line -> line.step().name().equals(step))
        .map(OutputLine::secretExpiresOn)
        .flatMap(java.util.stream.Stream::ofNullable)
        .findFirst();
  }

  private Rotation expiring(Renewed secret, Instant expires, Trigger trigger, UUID id) {
    return Rotation.received(
        id,
        Contoso.TENANT,
        scene.clientId(),
        trigger,
        Optional.of(secret.version()),
        Optional.of(expires),
        false,
        "rotation-events|0|0",
        Optional.of(Topics.key(Contoso.TENANT, scene.clientId())),
        bench.contoso.clock().instant());
  }

  private Instant in(Duration later) {
    return bench.contoso.clock().instant().plus(later).truncatedTo(ChronoUnit.SECONDS);
  }
}
