package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import io.keyturn.sandbox.crash.Crossing.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL and Kafka are killed under rotations that are under way, and come back. {@code
 * -Dkeyturn.crash.seed} replays a run; {@code -Dkeyturn.crash.outages} makes it longer.
 */
class KilledServersIT {

  private static final long SEED = Long.getLong("keyturn.crash.seed", System.nanoTime());
  private static final int OUTAGES = Integer.getInteger("keyturn.crash.outages", 3);
  private static final int ROTATIONS = Integer.getInteger("keyturn.crash.rotations", 48);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static {
    Quiet.please();
  }

  private final Crossing crossing = new Crossing();
  private final Random random = new Random(SEED);

  @TempDir Path directory;

  /** What is killed, and brought back. */
  private interface Victim {
    void kill() throws Exception;

    void comeBack() throws Exception;
  }

  @Test
  @Tag("FAULT-1")
  @Tag("FAULT-2")
  @Tag("FAULT-3")
  @DisplayName("FAULT-3: PostgreSQL is killed and comes back, nothing is lost")
  void whenPostgresqlIsKilledEveryConnectionEndsWithItsNewestSecret() throws Exception {
    play(
        "PostgreSQL",
        (database, _) ->
            new Victim() {
              @Override
              public void kill() throws Exception {
                database.kill();
              }

              @Override
              public void comeBack() {
                database.comeBack();
              }
            });
  }

  @Test
  @Tag("FAULT-1")
  @Tag("FAULT-3")
  @Tag("FAULT-20")
  @DisplayName("FAULT-3: the broker is killed and comes back, nothing is lost")
  void whenTheBrokerIsKilledEveryConnectionEndsWithItsNewestSecret() throws Exception {
    play(
        "Kafka",
        (_, broker) ->
            new Victim() {
              @Override
              public void kill() {
                broker.kill();
              }

              @Override
              public void comeBack() throws Exception {
                broker.comeBack();
              }
            });
  }

  /** Which of the two. */
  private interface Choice {
    Victim of(DatabaseProcess database, BrokerProcess broker);
  }

  private void play(String title, Choice choice) throws Exception {
    long began = System.nanoTime();
    System.out.printf(
        "%s: %d outages over %d rotations, -Dkeyturn.crash.seed=%d%n",
        title, OUTAGES, ROTATIONS, SEED);
    int inTheMiddle = 0;
    try (DatabaseProcess database = new DatabaseProcess(directory.resolve("postgres"));
        BrokerProcess broker = new BrokerProcess(directory.resolve("kafka"));
        Landscape landscape = new Landscape(SEED, Storm.applications(ROTATIONS), crossing);
        Surroundings surroundings =
            new Surroundings(landscape, broker.bootstrapServers(), database.createDatabase());
        Workers workers = new Workers(surroundings, Map.of())) {
      Victim victim = choice.of(database, broker);
      Storm storm = new Storm(landscape, surroundings, SEED, ROTATIONS);
      Child worker = workers.start();
      Await.until(PATIENCE, () -> worker.printed("(" + Surroundings.TOMCAT_IS_UP + ")"));
      for (int outage = 0; outage < OUTAGES; outage++) {
        CountDownLatch sprung = trap();
        storm.gust(OUTAGES);
        if (sprung.await(20, TimeUnit.SECONDS)) {
          inTheMiddle++;
        }
        crossing.unset();
        victim.kill();
        // Long enough for what is under way to notice, not as long as any patience.
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(4000)).toNanos());
        victim.comeBack();
      }
      storm.awaitEnd(worker);

      storm.assertNothingWasLost();
      storm.assertNothingOlderWasWrittenAfterANewer();
      Evidence.assertNoneOf(landscape.secrets(), workers.logs(), "the workers' logs");
      storm.assertNothingIsToldOfSecrets();
      assertThat(storm.ends()).as("how rotations ended").doesNotContainKeys("FAILED", "REFUSED");
      assertThat(inTheMiddle).as("outages in the middle of a call").isPositive();
      System.out.printf(
          "%s: %d of %d outages at a call, %d calls, %d PUTs, %s, %d s%n",
          title,
          inTheMiddle,
          OUTAGES,
          crossing.calls(),
          crossing.writes(),
          storm.ends(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }
  }

  /** Springs at one of the next calls, at a write in half of the cases. */
  private CountDownLatch trap() {
    CountDownLatch sprung = new CountDownLatch(1);
    boolean write = random.nextBoolean();
    crossing.set(
        new Crossing.Trap(
            request -> !write || Crossing.isUpdate(request),
            1 + random.nextInt(write ? 4 : 40),
            random.nextBoolean() ? Moment.BEFORE : Moment.AFTER,
            sprung::countDown));
    return sprung;
  }
}
