package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.RotationNews;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import io.keyturn.sandbox.crash.Crossing.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker is stopped (SIGSTOP) around its write for longer than its lease, and wakes up when
 * another has written a newer version.
 */
class StalledWorkerIT {

  private static final long SEED = Long.getLong("keyturn.crash.seed", 20260115);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  static {
    Quiet.please();
  }

  /** Where it stands still. */
  enum Stalled {
    /** It has read the connection and has not sent its write yet. */
    BEFORE_ITS_WRITE,
    /** Its write is under way; it is carried out and nobody takes the answer. */
    WITHIN_ITS_WRITE
  }

  private final Crossing crossing = new Crossing();

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("FAULT-2")
  @Tag("FAULT-3")
  @Tag("FAULT-20")
  @DisplayName("FAULT-20: a worker that stood still for longer than its lease leaves nothing older")
  void theNewestSecretIsThereInTheEnd(Stalled where) throws Exception {
    try (EmbeddedDatabase postgres = EmbeddedDatabase.startEphemeral();
        EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        Landscape landscape = new Landscape(SEED, 1, crossing);
        Surroundings surroundings =
            new Surroundings(landscape, kafka.bootstrapServers(), postgres.createDatabase());
        Workers workers = new Workers(surroundings, Map.of())) {
      kafka.createKeyturnTopics();
      Child stalled = workers.start();
      Await.until(PATIENCE, () -> stalled.printed("(" + Surroundings.TOMCAT_IS_UP + ")"));
      Storm storm = new Storm(landscape, surroundings, SEED, 1);
      Shop shop = landscape.shops().getFirst();
      RotationNews older = shop.renew();
      CountDownLatch standsStill = new CountDownLatch(1);
      crossing.set(
          new Crossing.Trap(
              where == Stalled.WITHIN_ITS_WRITE
                  ? Crossing::isUpdate
                  : Crossing.secondReadOf(shop.connections().getFirst().id()),
              1,
              Moment.BEFORE,
              () -> {
                stalled.pause();
                standsStill.countDown();
              }));
      storm.tell(older);
      assertThat(standsStill.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

      Child other = workers.start();
      storm.tell(shop.renew());
      Await.until(PATIENCE, () -> Optional.of(true).filter(_ -> shop.holdsTheNewestEverywhere()));
      stalled.resume();
      Await.until(
          PATIENCE,
          () -> Optional.of(true).filter(_ -> stalled.output().contains("was taken over")));
      storm.awaitEnd(other);

      Await.until(
          PATIENCE,
          () ->
              Optional.of(true)
                  .filter(_ -> shop.holdsTheNewestEverywhere())
                  .filter(_ -> storm.evidence().allFinished()));
      System.out.println(where + ": it took " + shop.written(shop.connections().getFirst()));
      storm.evidence().output().values().forEach(Evidence::assertInOrder);
      Evidence.assertNoneOf(landscape.secrets(), workers.logs(), "the workers' logs");
    }
  }
}
