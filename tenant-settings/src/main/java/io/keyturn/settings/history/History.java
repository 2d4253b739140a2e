package io.keyturn.settings.history;

import io.keyturn.contracts.api.HistoryEntry;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Written in the transaction of the change itself: no change without its line, and no line alone.
 */
@Component
public class History {

  private final JdbcClient sql;
  private final Clock clock;

  History(JdbcClient sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /** Newest first, those before the given id; of one actor, or of all. */
  List<HistoryEntry> of(UUID tenantId, @Nullable UUID actor, long before, int most) {
    return sql.sql(
            """
            select id, at, actor, action, subject, detail from history
              where tenant_id = ? and id < ? and (?::text is null or actor = ?::text)
              order by id desc limit ?
            """)
        .params(
            Arrays.asList(
                tenantId,
                before,
                actor == null ? null : actor.toString(),
                actor == null ? null : actor.toString(),
                most))
        .query((row, n) ->
            new HistoryEntry(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)))
        .list();
  }

  /**
   * @param actor the object id of who did it
   * @param action what was done, for example {@code connector.saved}
   * @param subject to what, for example the connector's name
   * @param detail what it is like now; never a secret
   */
  public void record(UUID tenantId, String actor, String action, String subject, String detail) {
    sql.sql(
            """
            insert into history (tenant_id, at, actor, action, subject, detail)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(tenantId, clock.instant().atOffset(ZoneOffset.UTC), actor, action, subject, detail)
        .update();
  }
}
