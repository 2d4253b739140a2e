package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bug that shows itself each time one rotation runs: the database refuses what is saved. */
class OwnErrorTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @AfterEach
  void mended() {
    bench.jdbc.sql("drop function if exists canary_bug cascade").update();
  }

  @Test
  void itIsToldWaitedForAndGivenUpWithoutAnythingOfItsMessage() {
    UUID id = bench.arrive(scene, scene.renew().version());
    broken(id);

    bench.worker.run();
    assertThat(bench.story(id)).endsWith("ADMIT WAITING INTERNAL_ERROR");
    assertThat(bench.journal.find(id).orElseThrow().nextAttemptAt().orElseThrow())
        .isAfter(bench.contoso.clock().instant());
    int tries = 1;
    while (!bench.state(id).isFinished() && tries < 500) {
      bench.turn(Duration.ofSeconds(5));
      tries += bench.worker.run();
    }

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(bench.output.of(id).toString()).doesNotContain("canary");
    assertThat(tries).as("backoff grows").isLessThan(60);
    assertThat(connection.writes()).isEmpty();
  }

  @Test
  void theLanesOtherRotationsGoOnMeanwhile() {
    UUID id = bench.arrive(scene, Trigger.PROPAGATE_REQUESTED, Optional.empty());
    broken(id);
    bench.worker.run();
    Renewed renewed = scene.renew();
    UUID next = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(next)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  void anErrorOutsideOfARotationLeavesNothingUntilALeaseEnds() {
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    Stumbling stumbling = new Stumbling();
    Dispatcher dispatcher = bench.dispatcher(stumbling);
    dispatcher.start();
    try {
      Await.until(() -> stumbling.runs.get() == 1 && dispatcher.inFlight() == 0);
      bench.turn(Duration.ofSeconds(31));

      Await.until(() -> bench.state(id) == RotationState.SUCCEEDED);
    } finally {
      dispatcher.stop();
    }
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  /** Ends the first run with an error. */
  private static final class Stumbling extends Along {

    private final AtomicInteger runs = new AtomicInteger();

    @Override
    protected void span(Rotation rotation, Runnable run) {
      if (runs.incrementAndGet() == 1) {
        throw new NoClassDefFoundError("canary");
      }
      run.run();
    }

    @Override
    protected <T> Callable<T> span(Callable<T> part) {
      return part;
    }
  }

  private void broken(UUID rotation) {
    bench
        .jdbc
        .sql(
            """
            create function canary_bug() returns trigger language plpgsql as
            $$ begin
                 if new.rotation_id = '%s' then
                   raise exception 'canary-in-a-message' using errcode = '22000';
                 end if;
                 return new;
               end $$
            """
                .formatted(rotation))
        .update();
    bench
        .jdbc
        .sql(
            "create trigger canary_bug before insert on rotation_binding for each row execute function"
                + " canary_bug()")
        .update();
  }
}
