package io.keyturn.embedded.azure;

import io.keyturn.embedded.state.StateDirectory;
import io.keyturn.embedded.state.Stateful;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves after changes, on a thread of its own and at most five times a second: a crash loses no
 * more than that.
 */
final class StateKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);
  private static final Duration REST = Duration.ofMillis(200);

  private final StateDirectory directory;
  private final List<Stateful> parts;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("state-keeper").unstarted(this::keep);

  StateKeeper(StateDirectory directory, List<Stateful> parts) {
    this.directory = directory;
    this.parts = List.copyOf(parts);
  }

  /** True when any part was brought back. */
  boolean restore() {
    boolean any = false;
    for (Stateful part : parts) {
      any |= directory.restore(part);
    }
    return any;
  }

  void start() {
    thread.start();
  }

  /** Something may have changed. */
  void changed() {
    changes.release();
  }

  void save() {
    parts.forEach(directory::save);
  }

  /** Saves a last time. */
  @Override
  public void close() {
    thread.interrupt();
    save();
  }

  private void keep() {
    try {
      while (true) {
        changes.acquire();
        changes.drainPermits();
        saveOrTell();
        Thread.sleep(REST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void saveOrTell() {
    try {
      save();
    } catch (RuntimeException e) {
      log.error("the state of the embedded Azure is not saved; check the disk", e);
    }
  }
}
