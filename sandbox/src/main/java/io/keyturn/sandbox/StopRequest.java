package io.keyturn.sandbox;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

/** Somebody wants the sandbox to end: Ctrl-C, or a signal. */
final class StopRequest {

  private final CountDownLatch made = new CountDownLatch(1);

  void make() {
    made.countDown();
  }

  void await() throws InterruptedException {
    made.await();
  }

  /** Between two steps of a start: there is no use in going on. */
  void throwIfMade() {
    if (made.getCount() == 0) {
      throw new CancellationException("stopped while it was starting");
    }
  }
}
