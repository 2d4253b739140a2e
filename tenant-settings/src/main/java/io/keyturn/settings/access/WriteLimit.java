package io.keyturn.settings.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.keyturn.settings.api.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * How often one caller of one tenant may write, so that a script that runs wild costs its own
 * tenant's patience and nobody else's. Each process counts for itself: with three of them a caller
 * gets up to three times as much.
 */
@Component
class WriteLimit implements HandlerInterceptor {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final int MOST_CALLERS = 50_000;

  private final long burst;
  private final long perMinute;
  private final TimeMeter time;
  // Whoever has not written for longest is forgotten, and has a full bucket by then.
  private final Map<Writer, Bucket> buckets =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Writer, Bucket> eldest) {
              return size() > MOST_CALLERS;
            }
          });

  WriteLimit(
      @Value("${keyturn.api.writes.burst}") long burst,
      @Value("${keyturn.api.writes.per-minute}") long perMinute,
      Clock clock) {
    this.burst = burst;
    this.perMinute = perMinute;
    this.time = new ByClock(clock);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!READS.contains(request.getMethod())) {
      SignedIn.caller().flatMap(this::wait).ifPresent(wait -> refuse(wait, response));
    }
    return true;
  }

  private static void refuse(Duration wait, HttpServletResponse response) {
    long seconds = wait.plusMillis(999).toSeconds();
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
    throw ProblemException.of(
        HttpStatus.TOO_MANY_REQUESTS,
        "writes.too-many",
        "You have sent more changes than this installation takes from one caller at a time.",
        "Wait " + seconds + " seconds, then go on more slowly.");
  }

  /** Counts a write, also one that is refused later; how long to wait when it is one too many. */
  Optional<Duration> wait(Caller caller) {
    ConsumptionProbe probe =
        buckets
            .computeIfAbsent(new Writer(caller.tenantId(), caller.objectId()), _ -> bucket())
            .tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  int remembered() {
    return buckets.size();
  }

  private Bucket bucket() {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }

  private record Writer(UUID tenantId, UUID objectId) {}

  private record ByClock(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
