package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.sandbox.Child;
import io.keyturn.sandbox.crash.Crossing.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The worker is killed again and again in the middle of its work. {@code -Dkeyturn.crash.kills=50
 * -Dkeyturn.crash.rotations=500} is the full run; {@code -Dkeyturn.crash.seed} replays one.
 */
class KilledWorkerIT {

  private static final long SEED = Long.getLong("keyturn.crash.seed", System.nanoTime());
  private static final int KILLS = Integer.getInteger("keyturn.crash.kills", 6);
  private static final int ROTATIONS = Integer.getInteger("keyturn.crash.rotations", 60);
  private static final int CALLS_OF_A_ROTATION = 15;
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(3);
  private static final Duration IDLE = Duration.ofSeconds(3);

  static {
    Quiet.please();
  }

  private final Crossing crossing = new Crossing();
  private final Random random = new Random(SEED);
  private int killedAtACall;

  @Test
  @Tag("FAULT-1")
  @Tag("FAULT-2")
  @Tag("FAULT-3")
  @Tag("FAULT-4")
  @Tag("FAULT-6")
  @Tag("FAULT-7")
  @Tag("FAULT-8")
  @DisplayName("FAULT-3: killed at random moments while organizations fail, nothing is lost")
  void whereverItIsKilledEveryConnectionEndsWithItsNewestSecret() throws Exception {
    play("killed alone", Surroundings.sameMemberAgain(), 0);
  }

  @Test
  @Tag("FAULT-3")
  @Tag("FAULT-20")
  @DisplayName(
      "FAULT-20: one of two workers is killed and comes back, Kafka rebalances, nothing is lost")
  void oneOfTwoWorkersComesAndGoesAndEveryConnectionEndsWithItsNewestSecret() throws Exception {
    play("killed beside another", Map.of(), 1);
  }

  private void play(String title, Map<String, String> settings, int others) throws Exception {
    long began = System.nanoTime();
    System.out.printf(
        "%s: %d kills over %d rotations, -Dkeyturn.crash.seed=%d%n", title, KILLS, ROTATIONS, SEED);
    try (EmbeddedDatabase postgres = EmbeddedDatabase.startEphemeral();
        EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        Landscape landscape = new Landscape(SEED, Storm.applications(ROTATIONS), crossing);
        Surroundings surroundings =
            new Surroundings(landscape, kafka.bootstrapServers(), postgres.createDatabase());
        Workers workers = new Workers(surroundings, settings)) {
      kafka.createKeyturnTopics();
      Storm storm = new Storm(landscape, surroundings, SEED, ROTATIONS);
      Weather weather = new Weather(landscape, SEED);
      for (int i = 0; i < others; i++) {
        workers.start();
      }
      for (int kill = 0; kill < KILLS; kill++) {
        weather.turnsBad();
        storm.gust(KILLS);
        killSomewhere(workers.start());
      }
      Child last = workers.start();
      storm.awaitEnd(last);
      weather.clears();
      int again = storm.ownersAskAgain(last);

      storm.assertNothingWasLost();
      storm.assertNothingOlderWasWrittenAfterANewer();
      Evidence.assertNoneOf(landscape.secrets(), workers.logs(), "the workers' logs");
      storm.assertNothingIsToldOfSecrets();
      assertThat(killedAtACall).as("kills in the middle of a call").isPositive();
      System.out.printf(
          "%s: %d of %d kills at a call, %d calls, %d PUTs, %s, %d owners asked again, %d s%n",
          title,
          killedAtACall,
          KILLS,
          crossing.calls(),
          crossing.writes(),
          storm.ends(),
          again,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }
  }

  /** At a random call to Azure DevOps, before or after it was carried out, or shortly after it. */
  private void killSomewhere(Child worker) throws InterruptedException {
    if (random.nextInt(10) == 0) {
      // While it starts.
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(5000)).toNanos());
      worker.kill();
      return;
    }
    CountDownLatch sprung = new CountDownLatch(1);
    boolean atOnce = random.nextInt(3) > 0;
    // Half of the kills at a write, where there is most to lose.
    boolean write = random.nextBoolean();
    crossing.set(
        new Crossing.Trap(
            request -> !write || Crossing.isUpdate(request),
            1 + random.nextInt(write ? 5 : CALLS_OF_A_ROTATION * (1 + ROTATIONS / KILLS)),
            random.nextBoolean() ? Moment.BEFORE : Moment.AFTER,
            () -> {
              if (atOnce) {
                worker.kill();
              }
              sprung.countDown();
            }));
    if (springs(sprung, worker)) {
      killedAtACall++;
      if (!atOnce) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(60)).toNanos());
      }
    }
    crossing.unset();
    worker.kill();
  }

  /** False when the worker has been up for a while and makes no more calls. */
  private boolean springs(CountDownLatch sprung, Child worker) throws InterruptedException {
    long start = System.nanoTime();
    long lastCall = start;
    int calls = crossing.calls();
    while (System.nanoTime() - start < LONGEST_LIFE.toNanos()) {
      if (sprung.await(100, TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (crossing.calls() > calls || !worker.output().contains(Surroundings.TOMCAT_IS_UP)) {
        calls = crossing.calls();
        lastCall = System.nanoTime();
      }
      if (System.nanoTime() - lastCall > IDLE.toNanos()) {
        return false;
      }
    }
    return false;
  }
}
