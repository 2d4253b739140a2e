package io.keyturn.worker.metric;

import io.keyturn.worker.loop.Loop;
import io.keyturn.worker.loop.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes all samples now and then, on a thread of its own: who reads the figures waits for no
 * database, and a database that is away makes some unknown and takes none away.
 */
final class Samples implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Samples.class);

  private final List<Sample> samples;
  private final Duration every;
  private final boolean watched;
  private final Loop loop;
  private final Set<Sample> failing = ConcurrentHashMap.newKeySet();

  /**
   * @param watched whether anybody can read them; else nothing is ever looked at
   */
  Samples(List<Sample> samples, Duration every, boolean watched) {
    this.samples = samples;
    this.every = every;
    this.watched = watched;
    this.loop = new Loop("metrics", every, this::takeAll);
  }

  /** Samples that could not be taken the last time. */
  int unknown() {
    return failing.size();
  }

  @Override
  public boolean isAutoStartup() {
    return watched;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public boolean isRunning() {
    return loop.isActive();
  }

  Duration takeAll() throws InterruptedException {
    long began = System.nanoTime();
    for (Sample sample : samples) {
      take(sample);
    }
    // At most a twentieth of one connection, however long counting takes.
    Duration took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(20);
    return took.compareTo(every) < 0 ? every : took;
  }

  private void take(Sample sample) throws InterruptedException {
    try {
      sample.take();
      failing.remove(sample);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      sample.forget();
      if (failing.add(sample)) {
        log.atWarn()
            .addKeyValue("sample", sample.getClass().getSimpleName())
            .addKeyValue("cause", Trouble.of(e))
            .log("some figures are unknown until this can be looked at again");
      }
    }
  }
}
