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
 * @param smallJournal finished rotations before the first look at the recovery poll
 * @param largeJournal and before the second
 * @param patience for one turn
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
    int throttledRounds,
    int smallJournal,
    int largeJournal,
    int polls,
    int backlog,
    Duration patience) {

  static Plan full() {
    return new Plan(
        5,
        500,
        10_000,
        120,
        2_000,
        200,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        5,
        10_000,
        1_000_000,
        201,
        100_000,
        Duration.ofMinutes(20));
  }

  /** Within ten minutes on two cores. */
  static Plan quick() {
    return new Plan(
        3,
        500,
        3_000,
        48,
        1_500,
        200,
        Duration.ofMillis(100),
        Duration.ofSeconds(15),
        3,
        10_000,
        1_000_000,
        101,
        0,
        Duration.ofSeconds(60));
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
        0,
        200,
        400,
        5,
        0,
        Duration.ofSeconds(20));
  }
}
