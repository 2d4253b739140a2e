package io.keyturn.worker.rotation;

import io.keyturn.worker.rotation.Journal.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Claims due lanes and runs each on a virtual thread. Waiting rotations hold no thread and no place
 * here: they are rows with a time. What another worker left behind becomes due by itself, because
 * its lease ends.
 */
public final class Dispatcher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int CLAIM_AT_MOST = 100;
  private static final Duration AFTER_OUR_OWN_FAILURE = Duration.ofSeconds(30);

  private final Lanes lanes;
  private final Claims claims;
  private final LaneRun laneRun;
  private final Clock clock;
  private final Settings settings;
  private final Semaphore places;
  private final Semaphore wake = new Semaphore(0);
  private final Map<Lane.Key, Lease> running = new ConcurrentHashMap<>();
  private volatile boolean active;
  private @Nullable Thread loop;
  private @Nullable Thread heart;
  private @Nullable ExecutorService executor;

  /**
   * @param inFlight lanes that run at once, at most
   * @param poll how long the loop sleeps at most before it looks for due lanes
   * @param lease after which other workers take a lane over; a third of it passes between
   *     heartbeats
   * @param shutdown how long running rotations may take to end when the process is stopped
   */
  public record Settings(int inFlight, Duration poll, Duration lease, Duration shutdown) {}

  Dispatcher(Lanes lanes, Claims claims, LaneRun laneRun, Clock clock, Settings settings) {
    this.lanes = lanes;
    this.claims = claims;
    this.laneRun = laneRun;
    this.clock = clock;
    this.settings = settings;
    this.places = new Semaphore(settings.inFlight());
  }

  /** Something may have become due: look now. Cheap, and may be called from anywhere. */
  public void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  /** Lanes that run at this moment. */
  public int inFlight() {
    return running.size();
  }

  @Override
  public synchronized void start() {
    active = true;
    executor = Executors.newVirtualThreadPerTaskExecutor();
    loop = Thread.ofPlatform().name("dispatcher").start(this::loop);
    heart = Thread.ofPlatform().name("lease-heartbeat").daemon().start(this::beat);
  }

  /** Takes nothing new, lets what runs end within the deadline; the journal keeps the rest. */
  @Override
  public synchronized void stop() {
    active = false;
    wake();
    try {
      if (loop != null) {
        loop.join();
      }
      if (executor != null) {
        executor.shutdown();
        if (!executor.awaitTermination(settings.shutdown().toMillis(), TimeUnit.MILLISECONDS)) {
          log.atWarn()
              .addKeyValue("lanes", running.size())
              .log("stopping with rotations under way; they go on when their lease has ended");
          executor.shutdownNow();
        }
      }
      if (heart != null) {
        heart.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return active;
  }

  private void loop() {
    while (active) {
      try {
        if (claimAndRun() == 0) {
          sleepUntilSomethingMayBeDue();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("looking for due rotations failed; trying again");
        pause();
      }
    }
  }

  private int claimAndRun() throws InterruptedException {
    // Wait for a free place before claiming: a lease that only waits helps nobody.
    if (!places.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
      return 0;
    }
    int free = 1 + places.drainPermits();
    int used = 0;
    try {
      List<Work> claimed = claims.claim(Math.min(free, CLAIM_AT_MOST));
      for (Work work : claimed) {
        used++;
        start(work);
      }
      return claimed.size();
    } finally {
      places.release(free - used);
    }
  }

  private void start(Work work) {
    Lease lease = work.lane().lease();
    running.put(Lane.Key.of(lease), lease);
    Objects.requireNonNull(executor).execute(() -> run(work));
  }

  private void run(Work work) {
    Lease lease = work.lane().lease();
    try {
      laneRun.run(work);
    } catch (LeaseLost e) {
      log.atWarn().addKeyValue("clientId", lease.applicationId()).log(e.getMessage());
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("tenantId", lease.tenantId())
          .addKeyValue("clientId", lease.applicationId())
          .setCause(e)
          .log("a rotation stopped on an error of our own; it is tried again");
      leaveAloneForAWhile(lease);
    } finally {
      // Only this lease: when it was lost meanwhile, the lane may run here under a later one.
      running.remove(Lane.Key.of(lease), lease);
      places.release();
      wake();
    }
  }

  private void leaveAloneForAWhile(Lease lease) {
    try {
      lanes.postpone(lease, clock.instant().plus(AFTER_OUR_OWN_FAILURE));
    } catch (RuntimeException e) {
      // The database is gone too; then the lease ends by itself.
      log.atWarn().log("could not give a lease back; it ends by itself");
    }
  }

  private void sleepUntilSomethingMayBeDue() throws InterruptedException {
    Duration untilDue =
        lanes.nextDue().map(due -> Duration.between(clock.instant(), due)).orElse(settings.poll());
    Duration sleep = untilDue.compareTo(settings.poll()) < 0 ? untilDue : settings.poll();
    if (wake.tryAcquire(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }

  private void pause() {
    try {
      wake.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(settings.lease().toMillis() / 3);
        try {
          lanes.heartbeat(List.copyOf(running.values()));
        } catch (RuntimeException e) {
          log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("heartbeat failed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
