package io.keyturn.azuredevops;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;

/**
 * Cuts off calls that are still under way at their deadline, a moment later at most.
 *
 * <p>OkHttp has a watchdog of its own that is exact to the millisecond, and keeps all deadlines
 * sorted for that: with 500 calls under way an eighth of the worker's processor time went there.
 * Nobody needs to know to the millisecond that 60 seconds have passed.
 */
final class Deadlines {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Set<UnderWay> calls = ConcurrentHashMap.newKeySet();

  Deadlines() {
    Thread.ofPlatform().name("call-deadlines").daemon().start(this::watch);
  }

  UnderWay begin(Call call, Duration deadline) {
    UnderWay begun = new UnderWay(call, System.nanoTime() + deadline.toNanos());
    calls.add(begun);
    return begun;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        long now = System.nanoTime();
        calls.forEach(call -> call.cutIfOverdue(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Over when it is closed. */
  final class UnderWay implements AutoCloseable {

    private final Call call;
    private final long deadline;
    private volatile boolean cut;

    private UnderWay(Call call, long deadline) {
      this.call = call;
      this.deadline = deadline;
    }

    /** Whether it was ended because its time was up. */
    boolean wasCut() {
      return cut;
    }

    private void cutIfOverdue(long now) {
      if (now - deadline >= 0 && !cut) {
        cut = true;
        try {
          call.cancel();
        } catch (RuntimeException e) {
          // From closing its socket. The others have their deadlines, too.
        }
      }
    }

    @Override
    public void close() {
      calls.remove(this);
    }
  }
}
