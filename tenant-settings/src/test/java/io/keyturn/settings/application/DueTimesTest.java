package io.keyturn.settings.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DueTimesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
  private static final UUID TENANT = UUID.randomUUID();
  private static final Schedule WEEKLY = new Schedule.Interval(Duration.ofDays(7));
  private static final Schedule AT_THREE = new Schedule.Cron("0 0 3 * * *", "Europe/Vienna");
  private static final Schedule BEFORE = new Schedule.BeforeExpiry(30);

  @Test
  void anIntervalCountsFromTheLastRenewal() {
    assertThat(times(WEEKLY).first(NOW, NOW.minus(Duration.ofDays(3)), null))
        .contains(NOW.plus(Duration.ofDays(4)));
    assertThat(times(WEEKLY).first(NOW, NOW.minus(Duration.ofDays(30)), null)).contains(NOW);
    assertThat(times(WEEKLY).first(NOW, null, null)).contains(NOW.plus(Duration.ofDays(7)));
  }

  @Test
  void whatWasMissedIsMadeUpForOnce() { // FAULT-21
    Instant due = NOW.minus(Duration.ofDays(20));

    assertThat(times(WEEKLY).after(due, NOW, null)).contains(NOW.plus(Duration.ofDays(7)));
    assertThat(times(WEEKLY).after(NOW.minus(Duration.ofDays(1)), NOW, null))
        .contains(NOW.plus(Duration.ofDays(6)));
    assertThat(times(AT_THREE).after(due, NOW, null))
        .contains(Instant.parse("2026-11-22T02:00:00Z"));
  }

  @Test
  void aCronExpressionGoesByItsZone() {
    assertThat(times(AT_THREE).first(NOW, null, null))
        .contains(Instant.parse("2026-11-22T02:00:00Z"));
    assertThat(times(AT_THREE).first(Instant.parse("2026-07-01T12:00:00Z"), null, null))
        .contains(Instant.parse("2026-07-02T01:00:00Z"));
  }

  @Test
  void aDelayedRunIsFollowedByTheNextAndNotByTheSameAgain() {
    DueTimes delayed = new DueTimes(AT_THREE, TENANT, UUID.randomUUID(), Duration.ofMinutes(50));
    Instant due = delayed.first(NOW, null, null).orElseThrow();

    Instant next = delayed.after(due, due.plusSeconds(5), null).orElseThrow();

    assertThat(Duration.between(due, next)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void daysBeforeAnExpiryCountFromTheExpiry() {
    Instant expires = NOW.plus(Duration.ofDays(100));

    assertThat(times(BEFORE).first(NOW, null, expires)).contains(NOW.plus(Duration.ofDays(70)));
    assertThat(times(BEFORE).first(NOW, null, NOW.plusSeconds(60))).contains(NOW);
    // It is asked for again each day until the new expiry is told.
    assertThat(times(BEFORE).after(NOW, NOW, expires)).contains(NOW.plus(DueTimes.ASK_AGAIN));
  }

  @Test
  void anExpiryThatIsNotKnownIsLearnedOnceByCarryingTheSecret() {
    assertThat(times(BEFORE).first(NOW, null, null)).contains(NOW);
    assertThat(times(BEFORE).after(NOW, NOW, null)).isEmpty();
  }

  @Test
  void applicationsAreSpreadAndEachAlwaysInTheSameWay() {
    Duration jitter = Duration.ofMinutes(10);
    long[] delays =
        IntStream.range(0, 10_000)
            .mapToObj(n -> new UUID(0, n))
            .mapToLong(id ->
                Duration.between(
                        Instant.parse("2026-11-22T02:00:00Z"),
                        new DueTimes(AT_THREE, TENANT, id, jitter)
                            .first(NOW, null, null)
                            .orElseThrow())
                    .toSeconds())
            .toArray();

    assertThat(LongStream.of(delays)).allMatch(delay -> delay >= 0 && delay < 600);
    // A sixtieth of all would be 167 in ten seconds.
    for (int from = 0; from < 600; from += 10) {
      int begin = from;
      assertThat(
              IntStream.range(0, delays.length)
                  .filter(n -> delays[n] >= begin && delays[n] < begin + 10)
                  .count())
          .isBetween(100L, 250L);
    }
    UUID one = UUID.randomUUID();
    assertThat(new DueTimes(AT_THREE, TENANT, one, jitter).first(NOW, null, null))
        .isEqualTo(new DueTimes(AT_THREE, TENANT, one, jitter).first(NOW, null, null));
  }

  private static DueTimes times(Schedule schedule) {
    return new DueTimes(schedule, TENANT, UUID.randomUUID(), Duration.ZERO);
  }
}
