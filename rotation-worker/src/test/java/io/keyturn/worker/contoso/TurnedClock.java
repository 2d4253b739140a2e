package io.keyturn.worker.contoso;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until a test turns it. Begins now, because TLS and MSAL know the real
 * time, and counts in microseconds, because PostgreSQL does.
 */
public final class TurnedClock extends Clock {

  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  public void turn(Duration by) {
    now = now.plus(by);
  }

  /** To the real time, which whole workers go by; never back. */
  public void catchUp() {
    Instant real = Instant.now().truncatedTo(ChronoUnit.MICROS);
    if (real.isAfter(now)) {
      now = real;
    }
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
