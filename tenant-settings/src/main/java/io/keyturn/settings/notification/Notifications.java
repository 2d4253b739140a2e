package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What is to be delivered, and what was. */
@Component
class Notifications {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient sql;

  Notifications(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * For each channel of the tenant that wants to hear of it, unless it was told the same before.
   * Part of the caller's transaction.
   *
   * @param key names what it is about; the same key is told once
   */
  void add(
      UUID tenantId,
      UUID applicationId,
      NotificationEvent event,
      String key,
      Facts facts,
      Instant now) {
    sql.sql(
            """
            insert into notification (id, tenant_id, channel_id, told_key, event, application_id,
                facts, created_at, next_attempt_at)
              select gen_random_uuid(), c.tenant_id, c.id, :key, :event, :application,
                  jsonb_set(:facts::jsonb, '{applicationName}', to_jsonb(coalesce((select a.name
                    from application a where a.tenant_id = c.tenant_id
                      and a.application_id = :application), :application::text))), :now, :now
                from notification_channel c
               where c.tenant_id = :tenant and c.enabled and :event = any(c.events)
              on conflict (channel_id, told_key) do nothing
            """)
        .param("tenant", tenantId)
        .param("application", applicationId)
        .param("event", event.name())
        .param("key", key)
        .param("facts", JSON.writeValueAsString(facts))
        .param("now", at(now))
        .update();
  }

  /**
   * Those whose time has come, for this process alone until the lease is over: one that dies has
   * them delivered by another, perhaps twice, with the same id.
   */
  List<Notification> claim(Instant now, Duration lease, int most) {
    return sql.sql(
            """
            update notification set next_attempt_at = :until, attempt = attempt + 1
             where id in (select id from notification where next_attempt_at <= :now
                           order by next_attempt_at limit :most for update skip locked)
            returning *
            """)
        .param("now", at(now))
        .param("until", at(now.plus(lease)))
        .param("most", most)
        .query((row, _) -> notification(row))
        .list();
  }

  void sent(Notification it, Instant now) {
    end(it, "SENT", now);
  }

  void givenUp(Notification it, Instant now) {
    end(it, "GIVEN_UP", now);
  }

  private void end(Notification it, String state, Instant now) {
    sql.sql(
            """
            update notification set state = ?, next_attempt_at = null, ended_at = ?
             where id = ? and state = 'WAITING'
            """)
        .params(state, at(now), it.id())
        .update();
  }

  void later(Notification it, Instant next) {
    sql.sql("update notification set next_attempt_at = ? where id = ? and state = 'WAITING'")
        .params(at(next), it.id())
        .update();
  }

  int forget(Instant endedBefore) {
    return sql.sql(
            """
            delete from notification where id in (
              select id from notification where ended_at < ? order by ended_at limit 5000)
            """)
        .param(at(endedBefore))
        .update();
  }

  private static Notification notification(ResultSet row) throws SQLException {
    return new Notification(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getObject("channel_id", UUID.class),
        Optional.of(NotificationEvent.valueOf(row.getString("event"))),
        row.getObject("application_id", UUID.class),
        JSON.readValue(row.getString("facts"), Facts.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempt"));
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
