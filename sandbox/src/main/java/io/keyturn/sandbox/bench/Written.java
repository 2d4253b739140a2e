package io.keyturn.sandbox.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The updates that arrived: each version of each application once, and in order. */
final class Written {

  private final Map<Long, Long> newest = new ConcurrentHashMap<>();
  private final LongAdder updates = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder outOfOrder = new LongAdder();

  void update(long application, long version) {
    updates.increment();
    newest.compute(
        application,
        (_, before) -> {
          if (before != null && before == version) {
            duplicates.increment();
          } else if (before != null && before > version) {
            outOfOrder.increment();
            return before;
          }
          return version;
        });
  }

  long updates() {
    return updates.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  long outOfOrder() {
    return outOfOrder.sum();
  }

  /** What was counted; which version came last is remembered. */
  void resetCounts() {
    updates.reset();
    duplicates.reset();
    outOfOrder.reset();
  }
}
