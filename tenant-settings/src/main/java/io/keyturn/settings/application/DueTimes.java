package io.keyturn.settings.application;

import io.keyturn.contracts.api.Schedule;
import io.keyturn.settings.timing.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule comes due. Each application has a delay of its own within {@code jitter}, always
 * the same, so that all who chose three o'clock do not come at three o'clock.
 */
public final class DueTimes {

  /** Until the new expiry is told, a renewal before an expiry is asked for again: it may fail. */
  static final Duration ASK_AGAIN = Duration.ofDays(1);

  private final Schedule schedule;
  private final Duration delay;

  /**
   * @param jitter the longest delay
   */
  public DueTimes(Schedule schedule, UUID tenantId, UUID applicationId, Duration jitter) {
    this.schedule = schedule;
    this.delay = delay(tenantId, applicationId, jitter);
  }

  private static Duration delay(UUID tenantId, UUID applicationId, Duration jitter) {
    long mixed =
        tenantId.getMostSignificantBits() * 31
            ^ tenantId.getLeastSignificantBits() * 37
            ^ applicationId.getMostSignificantBits() * 41
            ^ applicationId.getLeastSignificantBits() * 43;
    // Ids made by hand differ in their last digits only; this spreads them (splitmix64's finish).
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return Duration.ofSeconds(Math.floorMod(mixed, Math.max(1, jitter.toSeconds())));
  }

  /**
   * Of a schedule that was chosen just now.
   *
   * @param renewed when the secret was renewed last; null when that is not known
   * @param expires of the secret in force; null when that is not known: then the current secret is
   *     carried once, which tells it
   */
  public Optional<Instant> first(
      Instant now, @Nullable Instant renewed, @Nullable Instant expires) {
    Optional<Instant> due =
        switch (schedule) {
          case Schedule.Interval(Duration every) ->
              Optional.of(later(now, renewed == null ? now.plus(every) : renewed.plus(every)));
          case Schedule.Cron(String expression, String zone) ->
              CronTimes.of(expression, zone).after(now);
          case Schedule.BeforeExpiry(int days) ->
              Optional.of(expires == null ? now : later(now, expires.minus(Duration.ofDays(days))));
        };
    return due.map(at -> at.plus(delay));
  }

  /**
   * After it was due and asked for. What was missed meanwhile is not asked for once more.
   *
   * @param due when it was
   * @param expires null when that is not known: then nothing is due before it is
   */
  public Optional<Instant> after(Instant due, Instant now, @Nullable Instant expires) {
    return switch (schedule) {
      case Schedule.Interval(Duration every) -> {
        Instant next = due.plus(every);
        yield Optional.of(next.isAfter(now) ? next : now.plus(every));
      }
      case Schedule.Cron(String expression, String zone) ->
          CronTimes.of(expression, zone)
              .after(later(now, due).minus(delay))
              .map(next -> next.plus(delay));
      case Schedule.BeforeExpiry _ ->
          expires == null ? Optional.empty() : Optional.of(now.plus(ASK_AGAIN));
    };
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
