package io.keyturn.sandbox.bench;

import java.time.Duration;
import java.util.Arrays;

/** Counts what a peer has done. Events may be done before anybody waits for them. */
final class Tally {

  private double[] milliseconds = new double[1024];
  private int count;
  private int failed;
  private long firstSent = Long.MAX_VALUE;
  private long lastDone;

  /**
   * @param sent in milliseconds since 1970
   */
  synchronized void done(long sent, boolean well) {
    long now = System.currentTimeMillis();
    if (count == milliseconds.length) {
      milliseconds = Arrays.copyOf(milliseconds, count * 2);
    }
    milliseconds[count++] = now - sent;
    failed += well ? 0 : 1;
    firstSent = Math.min(firstSent, sent);
    lastDone = now;
    notifyAll();
  }

  /** Waits for that many and begins to count anew. */
  synchronized Done await(int events, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (count < events && System.nanoTime() < deadline) {
      wait(100);
    }
    Done done =
        new Done(
            firstSent, lastDone, Arrays.copyOf(milliseconds, count), 0, events - count + failed);
    count = 0;
    failed = 0;
    firstSent = Long.MAX_VALUE;
    return done;
  }
}
