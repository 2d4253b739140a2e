package io.keyturn.sandbox.bench;

/**
 * What a design says at the end of its turn.
 *
 * @param firstSent when the first event was sent, in milliseconds since 1970
 * @param lastDone when the last was done
 * @param milliseconds for each event from sent to done
 * @param superseded events that ended because a newer version had overtaken them
 * @param notDone events that failed or were not done in time
 */
record Done(long firstSent, long lastDone, double[] milliseconds, int superseded, int notDone) {

  double seconds() {
    return Math.max(1, lastDone - firstSent) / 1000.0;
  }
}
