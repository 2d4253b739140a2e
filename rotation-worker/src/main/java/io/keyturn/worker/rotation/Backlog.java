package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How much work the journal has that could be done now. What waits for its time is not counted: an
 * organization that throttles must not keep the news of the others out.
 */
public final class Backlog {

  private final JdbcClient jdbc;
  private final Clock clock;

  public Backlog(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param atMost counting ends there, so that it never costs more the more there is
   */
  public int due(int atMost) {
    return jdbc.sql(
            """
            select (select count(*) from (select 1 from rotation
                                           where finished_at is null and next_attempt_at <= :now
                                           limit :atMost) rotations)
                 + (select count(*) from (select 1 from vault_news
                                           where next_attempt_at <= :now limit :atMost) news)
            """)
        .param("now", Lanes.at(clock.instant()))
        .param("atMost", atMost)
        .query(Integer.class)
        .single();
  }

  /**
   * How the journal stands. Costs the more the more is unfinished; for looking now and then.
   *
   * @param due rotations that could run now, those that run included
   * @param waiting rotations whose time has not come
   * @param oldestDue how long one has been due; zero when none is
   * @param oldestWaiting how long one has had no progress that should have some: waits for a time
   *     that is known are left out
   */
  public record Depth(long due, long waiting, Duration oldestDue, Duration oldestWaiting) {}

  public Depth depth() {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            select count(*) filter (where next_attempt_at <= :now),
                   count(*) filter (where next_attempt_at > :now),
                   min(next_attempt_at) filter (where next_attempt_at <= :now),
                   min(waiting_since) filter (where reason <> all(:planned))
              from rotation where finished_at is null
            """)
        .param("now", Lanes.at(now))
        .param(
            "planned",
            Stream.of(Reason.values())
                .filter(Pace::isPlanned)
                .map(Enum::name)
                .toArray(String[]::new))
        .query((row, _) ->
            new Depth(
                row.getLong(1),
                row.getLong(2),
                since(row.getObject(3, OffsetDateTime.class), now),
                since(row.getObject(4, OffsetDateTime.class), now)))
        .single();
  }

  private static Duration since(@Nullable OffsetDateTime then, Instant now) {
    return then == null || then.toInstant().isAfter(now)
        ? Duration.ZERO
        : Duration.between(then.toInstant(), now);
  }
}
