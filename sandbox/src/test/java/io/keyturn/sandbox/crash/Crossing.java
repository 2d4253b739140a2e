package io.keyturn.sandbox.crash;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What every call to Azure DevOps has to pass: takes a little time, is counted, and may spring a
 * trap that was set for it.
 */
final class Crossing implements UnaryOperator<Site> {

  private static final int LONGEST_LATENCY_MS = 25;

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicReference<Optional<Trap>> set = new AtomicReference<>(Optional.empty());

  /** When a trap springs: before the call is carried out, or after that and before its answer. */
  enum Moment {
    BEFORE,
    AFTER
  }

  /** Springs once, at the given one of those calls that it is for. */
  static final class Trap {

    private final Predicate<Request> calls;
    private final Moment moment;
    private final AtomicInteger left;
    private final Runnable action;

    Trap(Predicate<Request> calls, int which, Moment moment, Runnable action) {
      this.calls = calls;
      this.left = new AtomicInteger(which);
      this.moment = moment;
      this.action = action;
    }

    private boolean isFor(Request request) {
      return calls.test(request) && left.decrementAndGet() == 0;
    }
  }

  void set(Trap trap) {
    set.set(Optional.of(trap));
  }

  void unset() {
    set.set(Optional.empty());
  }

  int calls() {
    return calls.get();
  }

  int writes() {
    return writes.get();
  }

  static boolean isUpdate(Request request) {
    return request.method().equals("PUT");
  }

  /** The read directly before the write: admission reads once, the update again. */
  static Predicate<Request> secondReadOf(String connectionId) {
    AtomicInteger reads = new AtomicInteger();
    return request ->
        request.method().equals("GET")
            && request.path().endsWith("/endpoints/" + connectionId)
            && reads.incrementAndGet() == 2;
  }

  @Override
  public Site apply(Site site) {
    return new Site() {
      @Override
      public String prefix() {
        return site.prefix();
      }

      @Override
      public Answer handle(Request request) {
        return cross(site, request);
      }
    };
  }

  private Answer cross(Site site, Request request) {
    calls.incrementAndGet();
    if (isUpdate(request)) {
      writes.incrementAndGet();
    }
    pass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LONGEST_LATENCY_MS)));
    Optional<Trap> sprung = set.get().filter(trap -> trap.isFor(request));
    sprung.filter(trap -> trap.moment == Moment.BEFORE).ifPresent(trap -> trap.action.run());
    Answer answer = site.handle(request);
    sprung.filter(trap -> trap.moment == Moment.AFTER).ifPresent(trap -> trap.action.run());
    return answer;
  }

  private static void pass(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
