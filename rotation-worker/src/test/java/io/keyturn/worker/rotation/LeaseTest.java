package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One writer per application: leases, fences, and news that comes in at the wrong moment. */
class LeaseTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final Bench.Worker other = bench.worker("second", bench.transaction);

  @Test
  void aLaneIsGivenToOneWorkerAtATime() {
    bench.arrive(scene, scene.renew().version());

    assertThat(bench.worker.lanes().claim(10)).hasSize(1);
    assertThat(other.lanes().claim(10)).isEmpty();
  }

  @Test
  void aLaneWhoseWorkerFellSilentIsGivenToTheNextAndTheFirstOneSavesNothingMore() {
    scene.azurerm("payments-prod");
    UUID id = bench.arrive(scene, scene.renew().version());
    Lease lost = bench.worker.lanes().claim(10).getFirst();
    bench.turn(Bench.LEASE.plusSeconds(1));
    Lease taken = other.lanes().claim(10).getFirst();

    assertThat(taken.fence()).isGreaterThan(lost.fence());
    assertThatThrownBy(() -> bench.worker.run(lost)).isInstanceOf(LeaseLost.class);
    assertThat(bench.story(id)).containsExactly("RECEIVE SUCCEEDED");
    assertThat(scene.writes()).isEmpty();

    other.run(taken);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void whoLostALeaseNeitherProlongsNorEndsNorPostponesTheOtherOnes() {
    bench.arrive(scene, scene.renew().version());
    Lease lost = bench.worker.lanes().claim(10).getFirst();
    bench.turn(Bench.LEASE.plusSeconds(1));
    Lease taken = other.lanes().claim(10).getFirst();

    bench.worker.lanes().heartbeat(List.of(lost));
    bench.worker.lanes().postpone(lost, bench.contoso.clock().instant());
    assertThatThrownBy(() -> bench.worker.saves().save(Save.release(lost)))
        .isInstanceOf(LeaseLost.class);

    assertThat(bench.transaction.<Object>execute(_ -> other.lanes().hold(taken)))
        .isEqualTo(taken.until());
  }

  @Test
  void aHeartbeatKeepsALane() {
    bench.arrive(scene, scene.renew().version());
    Lease lease = bench.worker.lanes().claim(10).getFirst();
    for (int i = 0; i < 5; i++) {
      bench.turn(Bench.LEASE.minusSeconds(1));
      bench.worker.lanes().heartbeat(List.of(lease));
    }

    assertThat(other.lanes().claim(10)).isEmpty();
  }

  @Test
  void aHeartbeatDoesNotShortenALeaseThatAWriteHasProlonged() {
    bench.arrive(scene, scene.renew().version());
    Lease lease = bench.worker.lanes().claim(10).getFirst();
    bench.worker.lanes().prolong(lease);

    bench.worker.lanes().heartbeat(List.of(lease));
    bench.turn(Bench.LEASE.plusSeconds(30));

    assertThat(other.lanes().claim(10)).as("the write may still be under way").isEmpty();
  }

  @Test
  void givingALaneBackDoesNotOverlookNewsThatIsBeingStored() throws Exception {
    bench.arrive(scene, scene.renew().version());
    Lease lease = bench.worker.lanes().claim(10).getFirst();
    bench.jdbc.sql("update rotation set finished_at = now(), next_attempt_at = null").update();
    CountDownLatch stored = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    Thread intake =
        Thread.ofVirtual()
            .start(() ->
                bench.transaction.executeWithoutResult(_ -> {
                  bench.arrive(scene, scene.renew().version());
                  stored.countDown();
                  await(commit);
                }));
    await(stored);
    Thread release = Thread.ofVirtual().start(() -> bench.worker.saves().save(Save.release(lease)));
    commit.countDown();
    intake.join();
    release.join();

    assertThat(other.lanes().claim(10)).as("the lane is due for the news").hasSize(1);
  }

  @Test
  void newsThatComesInJustAfterALaneWasTakenIsWorkedOffInTheSameRun() {
    scene.azurerm("payments-prod");
    UUID first = bench.arrive(scene, scene.renew().version());
    Lease lease = bench.worker.lanes().claim(10).getFirst();
    bench.turn(Duration.ofSeconds(2));
    UUID second = bench.arrive(scene, scene.renew().version());

    bench.worker.run(lease);

    assertThat(bench.state(first)).isEqualTo(RotationState.SUPERSEDED);
    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void threeDispatchersOnOneDatabaseNeverRunOneLaneTwice() throws Exception {
    List<Scene> scenes = new ArrayList<>();
    List<UUID> rotations = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Scene one = new Scene(bench.contoso);
      one.azurerm("prod");
      scenes.add(one);
      rotations.add(bench.arrive(one, one.renew().version()));
    }
    List<Dispatcher> dispatchers = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      Bench.Worker worker = bench.worker(name, bench.transaction);
      dispatchers.add(
          new Dispatcher(
              worker.lanes(),
              worker.claims(),
              worker.laneRun(),
              worker.lateWrites(),
              bench.contoso.clock(),
              new Dispatcher.Settings(
                  8, Duration.ofMillis(20), Bench.LEASE, Duration.ofSeconds(10))));
    }
    dispatchers.forEach(Dispatcher::start);
    try {
      Await.until(() -> rotations.stream().allMatch(id -> bench.state(id).isFinished()));
    } finally {
      dispatchers.forEach(Dispatcher::stop);
    }

    assertThat(rotations)
        .allSatisfy(id -> {
          assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
          assertThat(bench.story(id)).hasSize(8);
        });
    assertThat(scenes)
        .allSatisfy(one -> assertThat(one.writes()).as("updates of " + one.name()).hasSize(1));
    assertThat(dispatchers).allSatisfy(d -> assertThat(d.inFlight()).isZero());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
