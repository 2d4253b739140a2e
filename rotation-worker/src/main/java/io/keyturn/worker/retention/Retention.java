package io.keyturn.worker.retention;

import static java.time.ZoneOffset.UTC;

import java.time.Clock;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Removes finished rotations with their output, and settled news from Key Vault, when they are old
 * enough. Each batch is a transaction of its own, locks only rows that nobody changes any more, and
 * passes over those that somebody holds. What each connection holds stays.
 */
@Component
class Retention {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final RetentionProperties properties;

  Retention(JdbcClient jdbc, Clock clock, RetentionProperties properties) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.properties = properties;
  }

  /**
   * @param news of Key Vault
   */
  record Removed(int rotations, int news) {}

  /** Doing it again, or twice at once, does no harm. */
  Removed removeOld() {
    Instant before = clock.instant().minus(properties.rotations());
    return new Removed(
        inBatches(() -> remove(OLD_ROTATIONS, before)), inBatches(() -> remove(OLD_NEWS, before)));
  }

  // Bindings, output and decisions go along (on delete cascade).
  private static final String OLD_ROTATIONS =
      """
      delete from rotation where id in (
        select id from rotation where finished_at < :before
         order by finished_at limit :atMost for update skip locked)
      """;

  private static final String OLD_NEWS =
      """
      delete from vault_news where id in (
        select id from vault_news where next_attempt_at is null and received_at < :before
         order by received_at limit :atMost for update skip locked)
      """;

  private int remove(String sql, Instant before) {
    return jdbc.sql(sql)
        .param("before", before.atOffset(UTC))
        .param("atMost", properties.batch())
        .update();
  }

  private int inBatches(IntSupplier batch) {
    int removed = 0;
    for (int i = 0; i < properties.batches(); i++) {
      int rows = batch.getAsInt();
      removed += rows;
      if (rows < properties.batch()) {
        break;
      }
    }
    return removed;
  }
}
