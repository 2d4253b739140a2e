package io.keyturn.worker.rotation;

import java.time.Duration;

/** How long a step took. Not the clock of the rotation's times: that one can be turned by tests. */
record Stopwatch(long startedNanos) {

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }
}
