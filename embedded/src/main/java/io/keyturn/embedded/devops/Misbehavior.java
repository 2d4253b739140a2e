package io.keyturn.embedded.devops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** What an organization was told to do wrong. Kept in memory only: a restart heals. */
final class Misbehavior {

  Optional<Throttle> throttle = Optional.empty();
  Optional<Duration> nextRetryAfter = Optional.empty();
  boolean deactivated;
  private final Map<String, Queue<AfterUpdate>> afterUpdate = new HashMap<>();
  private final Map<String, Integer> signInPages = new HashMap<>();

  /** Blocked until nobody has called for that long. */
  record Throttle(Duration quiet, Instant until) {}

  void afterNextUpdate(String connectionId, AfterUpdate what) {
    afterUpdate.computeIfAbsent(connectionId, id -> new ArrayDeque<>()).add(what);
  }

  Optional<AfterUpdate> takeAfterUpdate(String connectionId) {
    Queue<AfterUpdate> waiting = afterUpdate.get(connectionId);
    return waiting == null ? Optional.empty() : Optional.ofNullable(waiting.poll());
  }

  void signInPageOnNextRead(String connectionId) {
    signInPages.merge(connectionId, 1, Integer::sum);
  }

  boolean takeSignInPage(String connectionId) {
    Integer left = signInPages.get(connectionId);
    if (left == null || left == 0) {
      return false;
    }
    signInPages.put(connectionId, left - 1);
    return true;
  }
}
