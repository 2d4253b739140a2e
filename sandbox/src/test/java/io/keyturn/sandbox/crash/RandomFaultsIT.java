package io.keyturn.sandbox.crash;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.sandbox.Child;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls of every organization answer any of the faults at random, ordered over HTTP from the double
 * as anybody could. The seed is fixed and printed: {@code -Dkeyturn.crash.seed} plays another.
 */
class RandomFaultsIT {

  private static final long SEED = Long.getLong("keyturn.crash.seed", 20_261_121L);
  private static final int ROTATIONS = Integer.getInteger("keyturn.crash.rotations", 60);
  private static final int GUSTS = 10;

  static {
    Quiet.please();
  }

  private final Crossing crossing = new Crossing();

  @Test
  @Tag("FAULT-4")
  @Tag("FAULT-6")
  @Tag("FAULT-7")
  @Tag("FAULT-8")
  @DisplayName(
      "FAULT-4, 6, 7, 8: whatever calls answer, every connection ends with its newest secret")
  void whateverCallsAnswerEveryConnectionEndsWithItsNewestSecret() throws Exception {
    long began = System.nanoTime();
    System.out.printf("random faults: %d rotations, -Dkeyturn.crash.seed=%d%n", ROTATIONS, SEED);
    try (EmbeddedDatabase postgres = EmbeddedDatabase.startEphemeral();
        EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        Landscape landscape = new Landscape(SEED, Storm.applications(ROTATIONS), crossing);
        FaultDoor door = new FaultDoor(landscape.azure().settings());
        Surroundings surroundings =
            new Surroundings(landscape, kafka.bootstrapServers(), postgres.createDatabase());
        Workers workers = new Workers(surroundings, Map.of())) {
      kafka.createKeyturnTopics();
      Storm storm = new Storm(landscape, surroundings, SEED, ROTATIONS);
      Weather weather = Weather.everywhere(landscape, SEED, door::add);
      Child worker = workers.start();
      for (int gust = 0; gust < GUSTS; gust++) {
        weather.turnsBad();
        storm.gust(GUSTS);
        door.awaitFewerThan(landscape.shops().size() / 2, worker);
      }
      storm.awaitEnd(worker);
      door.clear();
      weather.clears();
      int again = storm.ownersAskAgain(worker);

      storm.assertNothingWasLost();
      storm.assertNothingOlderWasWrittenAfterANewer();
      Evidence.assertNoneOf(landscape.secrets(), workers.logs(), "the worker's log");
      storm.assertNothingIsToldOfSecrets();
      System.out.printf(
          "random faults: %d faults, %d calls, %d PUTs, %s, %d owners asked again, %d s%n",
          door.ordered(),
          crossing.calls(),
          crossing.writes(),
          storm.ends(),
          again,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }
  }
}
