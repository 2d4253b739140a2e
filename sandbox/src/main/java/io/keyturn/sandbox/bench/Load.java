package io.keyturn.sandbox.bench;

import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * Events for one turn of one design.
 *
 * @param firstApplication number of the first one; a load has applications of its own
 * @param applications the events go over them again and again, each time with the next version
 * @param perSecond 0 for all at once
 */
record Load(long firstApplication, int applications, int events, double perSecond) {

  /** Every event another application. */
  static Load backlog(long firstApplication, int events) {
    return new Load(firstApplication, events, events, 0);
  }

  long application(int event) {
    return firstApplication + event % applications;
  }

  /** How many events are of such applications. */
  long countWhere(LongPredicate application) {
    return IntStream.range(0, events).mapToLong(this::application).filter(application).count();
  }

  long version(int event) {
    return 2 + event / applications;
  }
}
