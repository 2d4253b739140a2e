package io.keyturn.worker.rotation;

import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Loop;
import io.keyturn.worker.loop.Trouble;
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
import org.slf4j.event.Level;
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
  private final LateWrites lateWrites;
  private final Clock clock;
  private final Settings settings;
  private final Semaphore places;
  private final Map<Lane.Key, Lease> running = new ConcurrentHashMap<>();
  private final Loop loop;
  private final Loop heart;
  private @Nullable ExecutorService executor;

  /**
   * @param inFlight lanes that run at once, at most
   * @param poll how long the loop sleeps at most before it looks for due lanes
   * @param lease after which other workers take a lane over; a third of it passes between
   *     heartbeats
   * @param shutdown how long running rotations may take to end when the process is stopped
   */
  public record Settings(int inFlight, Duration poll, Duration lease, Duration shutdown) {}

  Dispatcher(
      Lanes lanes,
      Claims claims,
      LaneRun laneRun,
      LateWrites lateWrites,
      Clock clock,
      Settings settings) {
    this.lanes = lanes;
    this.claims = claims;
    this.laneRun = laneRun;
    this.lateWrites = lateWrites;
    this.clock = clock;
    this.settings = settings;
    this.places = new Semaphore(settings.inFlight());
    this.loop = new Loop("dispatcher", settings.poll(), this::claimAndRun);
    this.heart = new Loop("lease-heartbeat", settings.lease().dividedBy(10), this::beat);
  }

  /** Something may have become due: look now. Cheap, and may be called from anywhere. */
  public void wake() {
    loop.wake();
  }

  /** Lanes that run at this moment. */
  public int inFlight() {
    return running.size();
  }

  @Override
  public synchronized void start() {
    executor = Executors.newVirtualThreadPerTaskExecutor();
    loop.start();
    heart.start();
  }

  /** Takes nothing new, lets what runs end within the deadline; the journal keeps the rest. */
  @Override
  public synchronized void stop() {
    loop.stop();
    try {
      if (executor != null) {
        executor.shutdown();
        if (!executor.awaitTermination(settings.shutdown().toMillis(), TimeUnit.MILLISECONDS)) {
          log.atWarn()
              .addKeyValue("lanes", running.size())
              .log("stopping with rotations under way; they go on when their lease has ended");
          executor.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    heart.stop();
  }

  @Override
  public boolean isRunning() {
    return loop.isActive();
  }

  private Duration claimAndRun() throws InterruptedException {
    // Wait for a free place before claiming: a lease that only waits helps nobody.
    if (!places.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
      return Duration.ZERO;
    }
    int free = 1 + places.drainPermits();
    int used = 0;
    try {
      List<Work> claimed = claims.claim(Math.min(free, CLAIM_AT_MOST));
      for (Work work : claimed) {
        used++;
        start(work);
      }
      return claimed.isEmpty() ? untilSomethingMayBeDue() : Duration.ZERO;
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
    } catch (RuntimeException | Error e) {
      boolean away = e instanceof RuntimeException failure && DatabaseAway.is(failure);
      log.atLevel(away ? Level.WARN : Level.ERROR)
          .addKeyValue("tenantId", lease.tenantId())
          .addKeyValue("clientId", lease.applicationId())
          .addKeyValue("cause", Trouble.of(e))
          .log("a lane could not go on; its rotation goes on from the journal later");
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

  private Duration untilSomethingMayBeDue() {
    Duration untilDue =
        lanes.nextDue().map(due -> Duration.between(clock.instant(), due)).orElse(settings.poll());
    Duration atLeast = untilDue.isPositive() ? untilDue : Duration.ofMillis(1);
    return atLeast.compareTo(settings.poll()) < 0 ? atLeast : settings.poll();
  }

  private Duration beat() {
    lanes.heartbeat(List.copyOf(running.values()));
    lateWrites.lookAgain();
    return settings.lease().dividedBy(3);
  }
}
