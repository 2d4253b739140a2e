package io.keyturn.sandbox.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Organizations that answer 429 with {@code Retry-After} until nobody has called them for that
 * long. Counts the calls that come earlier than announced.
 */
final class Throttle {

  static final Duration PAUSE = Duration.ofSeconds(5);

  /** A request that was sent before the 429 could be read is nobody's fault. */
  static final Duration GRACE = Duration.ofMillis(250);

  private final Map<String, Organization> organizations = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();
  private final LongAdder early = new LongAdder();

  void begin(Set<String> names) {
    organizations.clear();
    names.forEach(name -> organizations.put(name, new Organization()));
    refused.reset();
    early.reset();
  }

  /** Answers given with 429. */
  long refused() {
    return refused.sum();
  }

  /** Calls between a 429 and the end of the pause that it announced. */
  long early() {
    return early.sum();
  }

  /**
   * @param now in nanoseconds of this process
   * @param answerTakes until the 429 is on its way
   */
  boolean refuses(String organization, long now, Duration answerTakes) {
    Organization one = organizations.get(organization);
    if (one == null || !one.refuses(now, answerTakes.toNanos())) {
      return false;
    }
    refused.increment();
    return true;
  }

  private final class Organization {
    private boolean called;
    private boolean open;
    private long lastCall;
    private long announced;

    synchronized boolean refuses(long now, long answerTakes) {
      if (open) {
        return false;
      }
      if (called && now - lastCall >= PAUSE.toNanos()) {
        open = true;
        return false;
      }
      if (!called || now - announced >= PAUSE.toNanos()) {
        announced = now + answerTakes;
        called = true;
      } else if (now - announced > GRACE.toNanos()) {
        early.increment();
      }
      lastCall = now;
      return true;
    }
  }
}
