package io.keyturn.sandbox.bench;

import java.time.Duration;
import java.util.Set;

/** One way to carry the news to the service connections, as a process of its own. */
interface Design extends AutoCloseable {

  String name();

  /** Events that are worked on at once. */
  int inFlight();

  long pid();

  /**
   * Sends the load and waits until it is done, or for so long.
   *
   * @param throttled organizations whose events are left out of what is told
   */
  Done work(Load load, Set<String> throttled, Duration patience) throws InterruptedException;

  @Override
  void close();
}
