package io.keyturn.settings.rotation;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Rings when this process has stored new lines. Lines that another process stored ring no bell
 * here: whoever listens looks again after a while.
 */
@Component
class OutputBell {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long rings;
  private boolean closing;

  void ring() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** To be taken before looking, so that a ring while looking is not missed. */
  long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a ring after the given one, at most that long.
   *
   * @return false when the application is about to stop
   */
  boolean await(long seen, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!closing && rings == seen && left > 0) {
        left = rung.awaitNanos(left);
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  /** Before the web server waits for open requests: streams would keep it waiting. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    lock.lock();
    try {
      closing = true;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
