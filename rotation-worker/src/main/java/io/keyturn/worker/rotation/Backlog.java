package io.keyturn.worker.rotation;

import java.time.Clock;
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
}
