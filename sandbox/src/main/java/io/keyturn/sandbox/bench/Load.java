package io.keyturn.sandbox.bench;

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

  long version(int event) {
    return 2 + event / applications;
  }
}
