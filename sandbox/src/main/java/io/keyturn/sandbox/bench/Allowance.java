package io.keyturn.sandbox.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every organization bears, announced as Azure DevOps does: with each answer what is left, and
 * with {@code Retry-After} on successful answers before the end of it is reached. What comes beyond
 * it is refused. Source: azure-devops-docs, docs/integrate/concepts/rate-limits.md; the sliding
 * window and the unit there are simpler here.
 *
 * @param calls of one organization in one window
 * @param window begins with the first call after the last one ended
 */
record Allowance(int calls, Duration window) {

  /** The share of the allowance from which on an answer asks for a pause. */
  private static final double ANNOUNCED_FROM = 0.8;

  /** How many calls of a window are answered without asking for a pause. */
  int free() {
    return (int) (ANNOUNCED_FROM * calls);
  }

  /**
   * @param headers complete header lines
   */
  record Granted(boolean refused, String headers) {}

  /** What the organizations have used of it. */
  static final class Books {

    private final Allowance allowance;
    private final Map<String, Book> books = new ConcurrentHashMap<>();

    Books(Allowance allowance) {
      this.allowance = allowance;
    }

    /**
     * @param now in nanoseconds of this process
     */
    Granted spend(String organization, long now) {
      return books.computeIfAbsent(organization, _ -> new Book()).spend(allowance, now);
    }

    /** Of any organization in any window. */
    int mostInAWindow() {
      return books.values().stream().mapToInt(Book::most).max().orElse(0);
    }
  }

  private static final class Book {
    private long began;
    private int spent;
    private int most;

    synchronized Granted spend(Allowance allowance, long now) {
      if (spent == 0 || now - began >= allowance.window.toNanos()) {
        began = now;
        spent = 0;
      }
      spent++;
      most = Math.max(most, spent);
      long left = allowance.window.toNanos() - (now - began);
      long seconds = Math.max(1, Math.ceilDiv(left, 1_000_000_000L));
      String headers =
          "X-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %d\r\n"
              .formatted(
                  allowance.calls,
                  Math.max(0, allowance.calls - spent),
                  System.currentTimeMillis() / 1000 + seconds);
      boolean announced = spent >= allowance.free();
      return new Granted(
          spent > allowance.calls,
          announced ? headers + "Retry-After: " + seconds + "\r\n" : headers);
    }

    synchronized int most() {
      return most;
    }
  }
}
