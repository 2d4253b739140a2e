package io.keyturn.sandbox.bench;

import java.time.Duration;

/**
 * How much is run.
 *
 * @param rounds in each of which every design has its turn
 * @param inFlight of the full worker and of Parallel Consumer
 * @param events of a turn of those two
 * @param plainEvents of a turn of the plain listener, which does a few per second
 * @param organizations of which one in a hundred is throttled
 * @param steady how long a steady load lasts
 * @param throttle whether one organization in a hundred throttles in each round, too
 * @param smallJournal finished rotations before the first look at the recovery poll
 * @param largeJournal and before the second
 * @param smallLookup applications, each with one binding, before the first look-ups and claims
 * @param largeLookup and before the second
 * @param lookups before those that count, and one after another
 * @param lookupLoad how long one of {@link LookupGrowth#ROUNDS} rounds of a steady load lasts
 * @param due applications that are due in one minute
 * @param allowance of each organization while they are rotated
 * @param patience for one turn
 * @param budget after which no further round is begun
 */
record Plan(
    int rounds,
    int inFlight,
    int events,
    int plainEvents,
    int warmUp,
    int organizations,
    Duration latency,
    Duration steady,
    boolean throttle,
    int smallJournal,
    int largeJournal,
    int polls,
    int backlog,
    int smallLookup,
    int largeLookup,
    int lookups,
    Duration lookupLoad,
    int due,
    Allowance allowance,
    Duration patience,
    Duration budget) {

  int throttledOrganizations() {
    return Math.max(1, organizations / 100);
  }

  /** Of a load's events, those of the organizations that never throttle. */
  double healthyShare() {
    return 1 - (double) throttledOrganizations() / organizations;
  }

  static Plan full() {
    return new Plan(
        5,
        500,
        10_000,
        120,
        20_000,
        200,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        true,
        10_000,
        1_000_000,
        201,
        100_000,
        10_000,
        1_000_000,
        40_000,
        Duration.ofSeconds(6),
        10_000,
        new Allowance(100, Duration.ofSeconds(10)),
        Duration.ofMinutes(20),
        Duration.ofHours(1));
  }

  /** Within ten minutes on two cores. */
  static Plan quick() {
    return new Plan(
        3,
        500,
        4_000,
        48,
        16_000,
        200,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        true,
        10_000,
        1_000_000,
        101,
        0,
        10_000,
        1_000_000,
        30_000,
        Duration.ofSeconds(3),
        10_000,
        new Allowance(100, Duration.ofSeconds(10)),
        Duration.ofSeconds(180),
        Duration.ofMinutes(6));
  }

  /** Shows that everything runs; its figures mean nothing. */
  static Plan tiny() {
    return new Plan(
        1,
        20,
        40,
        6,
        6,
        20,
        Duration.ofMillis(2),
        Duration.ofSeconds(1),
        false,
        200,
        400,
        5,
        0,
        200,
        400,
        50,
        Duration.ofMillis(200),
        60,
        new Allowance(40, Duration.ofSeconds(1)),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2));
  }
}
