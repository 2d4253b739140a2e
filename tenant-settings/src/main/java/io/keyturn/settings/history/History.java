package io.keyturn.settings.history;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
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
