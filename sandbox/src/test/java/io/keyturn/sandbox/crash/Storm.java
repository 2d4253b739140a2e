package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * The load: applications are renewed several times each, and the news of it is told in portions,
 * out of order and some of it twice (FAULT-1, FAULT-2). And the judgement when all of it is over.
 */
final class Storm {

  private static final int VERSIONS_PER_APPLICATION = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Landscape landscape;
  private final Surroundings surroundings;
  private final Evidence evidence;
  private final Random random;
  private final int rotations;
  private final List<RotationNews> untold = new ArrayList<>();
  private final Set<UUID> told = new LinkedHashSet<>();
  private int renewed;

  Storm(Landscape landscape, Surroundings surroundings, long seed, int rotations) {
    this.landscape = landscape;
    this.surroundings = surroundings;
    this.evidence = new Evidence(surroundings);
    this.random = new Random(seed);
    this.rotations = rotations;
  }

  static int applications(int rotations) {
    return Math.max(1, (rotations + VERSIONS_PER_APPLICATION - 1) / VERSIONS_PER_APPLICATION);
  }

  Evidence evidence() {
    return evidence;
  }

  Set<UUID> told() {
    return told;
  }

  /** Renews a part of what is left, and tells a part of what has not been told. */
  void gust(int portions) {
    int renewals = Math.min(rotations - renewed, (rotations + portions - 1) / portions);
    List<Shop> shops = landscape.shops();
    for (int i = 0; i < renewals; i++) {
      untold.add(shops.get(renewed++ % shops.size()).renew());
    }
    Collections.shuffle(untold, random);
    int now = renewed == rotations ? untold.size() : untold.size() * 3 / 4;
    List<RotationNews> portion = List.copyOf(untold.subList(0, now));
    untold.subList(0, now).clear();
    for (RotationNews news : portion) {
      tell(news);
      if (random.nextInt(5) == 0) {
        surroundings.tell(news);
      }
    }
  }

  /** Tells it, and remembers that it must come to an end. */
  void tell(RotationNews news) {
    surroundings.tell(news);
    told.add(RotationId.of(news.source(), news.id()));
  }

  void awaitEnd(Child worker) throws InterruptedException {
    long[] best = {0, System.nanoTime()};
    Await.until(
        PATIENCE.multipliedBy(10),
        () -> {
          long finished = evidence.finished();
          if (finished > best[0]) {
            best[0] = finished;
            best[1] = System.nanoTime();
          }
          if (System.nanoTime() - best[1] > PATIENCE.toNanos()) {
            throw new AssertionError(
                finished
                    + " of "
                    + told.size()
                    + " finished, and no more for "
                    + PATIENCE
                    + ":\n"
                    + evidence.rotations()
                    + "\n"
                    + worker.output());
          }
          return Optional.of(true).filter(_ -> evidence.isOver(told));
        });
  }

  /**
   * Where the organization's faults made a rotation end without success, its owner has read why in
   * the output and asks again. Answers how many had to.
   */
  int ownersAskAgain(Child worker) throws InterruptedException {
    Map<UUID, Evidence.Stand> stands = evidence.rotations().orElseThrow();
    List<Shop> disappointed =
        landscape.shops().stream().filter(shop -> !succeeded(stands, shop)).toList();
    Map<UUID, List<OutputLine>> output = evidence.output();
    for (Shop shop : disappointed) {
      UUID id = RotationId.of(Shop.SOURCE, shop.newestNews());
      assertThat(output.get(id))
          .as("the output says why")
          .extracting(OutputLine::reason)
          .contains(Reason.TOKEN_INVALID_OR_EXPIRED);
      tell(shop.askAgain("again-" + shop.clientId()));
    }
    awaitEnd(worker);
    return disappointed.size();
  }

  private static boolean succeeded(Map<UUID, Evidence.Stand> stands, Shop shop) {
    UUID id = RotationId.of(Shop.SOURCE, shop.newestNews());
    return Optional.ofNullable(stands.get(id))
        .filter(stand -> stand.state().equals("SUCCEEDED"))
        .isPresent();
  }

  /** What must be so whatever happened on the way. */
  void assertNothingWasLost() {
    assertThat(evidence.rotations().orElseThrow().keySet())
        .containsExactlyInAnyOrderElementsOf(told);
    for (Shop shop : landscape.shops()) {
      for (ServiceConnection connection : shop.connections()) {
        assertThat(connection.holds(shop.newest()))
            .as(connection.name() + " holds its newest secret; it took " + shop.written(connection))
            .isTrue();
      }
    }
    Map<UUID, List<OutputLine>> output = evidence.output();
    assertThat(output.keySet()).containsAll(told);
    output.values().forEach(Evidence::assertInOrder);
    assertThat(evidence.read(io.keyturn.contracts.event.Topics.DEAD_LETTER)).isEmpty();
  }

  /** No connection ever went back to a secret older than one it had held. */
  void assertNothingOlderWasWrittenAfterANewer() {
    for (Shop shop : landscape.shops()) {
      for (ServiceConnection connection : shop.connections()) {
        assertThat(shop.written(connection))
            .as("secrets that " + connection.name() + " took, by age")
            .doesNotContain(-1)
            .isSorted();
      }
    }
  }

  void assertNothingIsToldOfSecrets() {
    Evidence.assertNoneOf(landscape.secrets(), evidence.told(), "the topics");
  }

  /** How many rotations ended how. */
  Map<String, Long> ends() {
    return evidence.rotations().orElseThrow().values().stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                Evidence.Stand::state,
                java.util.TreeMap::new,
                java.util.stream.Collectors.counting()));
  }
}
