package io.keyturn.contracts.hostile;

import java.util.function.Consumer;

/**
 * Tries a property on many hostile documents. What fails names its seed, and {@code
 * -Dkeyturn.fuzz.seed} with {@code -Dkeyturn.fuzz.rounds=1} is that very round again. {@code
 * -Dkeyturn.fuzz.seconds} goes on for that long.
 */
public final class Rounds {

  private static final long SEED = Long.getLong("keyturn.fuzz.seed", 20_261_121L);
  private static final long SECONDS = Long.getLong("keyturn.fuzz.seconds", 0L);

  private Rounds() {}

  /**
   * @param rounds where the system properties say nothing else
   * @throws AssertionError of the first round in which the property did not hold
   */
  public static void of(int rounds, Consumer<Hostile> property) {
    int wanted = Integer.getInteger("keyturn.fuzz.rounds", rounds);
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    for (long round = 0; round < wanted || System.nanoTime() - end < 0; round++) {
      try {
        property.accept(new Hostile(SEED + round));
      } catch (AssertionError | RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("keyturn.fuzz.seed=" + (SEED + round) + ": " + e, e);
      }
    }
  }
}
