package io.keyturn.worker.rotation;

import io.keyturn.worker.loop.Loop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database's time, as all workers have it alike: this machine's clock, corrected by how far it
 * was off when PostgreSQL was last asked. Leases and waits of several workers are compared with
 * each other, and two machines may disagree about the time by more than a lease.
 */
final class JournalClock extends Clock implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(JournalClock.class);
  private static final Duration ASK_EVERY = Duration.ofSeconds(30);
  private static final Duration WORTH_TELLING = Duration.ofSeconds(2);

  /** An answer that took longer says too little about when it was given. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final Clock own;
  private final JdbcClient jdbc;
  private final Loop loop = new Loop("journal-clock", Duration.ofSeconds(5), this::ask);
  private volatile Duration ahead = Duration.ZERO;

  JournalClock(Clock own, JdbcClient jdbc) {
    this.own = own;
    this.jdbc = jdbc;
  }

  @Override
  public Instant instant() {
    return own.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return own.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return own.getZone().equals(zone) ? this : Clock.offset(own.withZone(zone), ahead);
  }

  /** Asks once before anybody needs the time; fails when the database does not answer. */
  @Override
  public void start() {
    ask();
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

  /** Before everything that compares times. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  Duration ask() {
    Instant before = own.instant();
    Instant there =
        jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    Duration took = Duration.between(before, own.instant());
    if (took.compareTo(SLOW) > 0 || took.isNegative()) {
      return Duration.ofSeconds(1);
    }
    Duration now = Duration.between(before.plus(took.dividedBy(2)), there);
    if (now.minus(ahead).abs().compareTo(WORTH_TELLING) > 0) {
      log.atWarn()
          .addKeyValue("aheadMs", now.toMillis())
          .log("PostgreSQL's clock differs from this machine's; Keyturn goes by PostgreSQL's");
    }
    ahead = now;
    return ASK_EVERY;
  }
}
