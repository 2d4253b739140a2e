package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationChannel;
import io.keyturn.contracts.api.NotificationEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The channels of a tenant. */
@Component
class Channels {

  private final JdbcClient sql;

  Channels(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * A channel as it is stored.
   *
   * @param url encrypted
   * @param signingSecret encrypted
   */
  record Row(
      UUID id,
      UUID tenantId,
      String name,
      String kind,
      boolean enabled,
      List<NotificationEvent> events,
      @Nullable String url,
      @Nullable String host,
      @Nullable String signingSecret,
      List<String> recipients,
      Instant updatedAt,
      String updatedBy) {

    Row {
      events = List.copyOf(events);
      recipients = List.copyOf(recipients);
    }
  }

  Optional<Row> find(UUID tenantId, String name) {
    return sql.sql(
            "select * from notification_channel where tenant_id = ? and lower(name) = lower(?)")
        .params(tenantId, name)
        .query((row, _) -> row(row))
        .optional();
  }

  Optional<Row> find(UUID tenantId, UUID id) {
    return sql.sql("select * from notification_channel where tenant_id = ? and id = ?")
        .params(tenantId, id)
        .query((row, _) -> row(row))
        .optional();
  }

  int count(UUID tenantId) {
    return sql.sql("select count(*) from notification_channel where tenant_id = ?")
        .param(tenantId)
        .query(Integer.class)
        .single();
  }

  List<NotificationChannel> shown(UUID tenantId, @Nullable String name) {
    return sql.sql(
            """
            select c.*,
              (select count(*) from notification n
                where n.channel_id = c.id and n.state = 'WAITING') as waiting,
              (select count(*) from notification n
                where n.channel_id = c.id and n.state = 'GIVEN_UP') as given_up
              from notification_channel c
             where c.tenant_id = :tenant and (:name::text is null or lower(c.name) = lower(:name))
             order by lower(c.name)
            """)
        .param("tenant", tenantId)
        .param("name", name)
        .query((row, _) -> {
          Row it = row(row);
          return new NotificationChannel(
              it.name(),
              it.kind(),
              it.enabled(),
              it.events(),
              it.host(),
              it.recipients(),
              it.signingSecret() != null,
              instant(row, "last_success_at"),
              instant(row, "last_failure_at"),
              row.getString("last_failure"),
              row.getLong("waiting"),
              row.getLong("given_up"),
              it.updatedAt(),
              it.updatedBy());
        })
        .list();
  }

  void save(Row channel) {
    sql.sql(
            """
            insert into notification_channel (id, tenant_id, name, kind, enabled, events, url, host,
                signing_secret, recipients, updated_at, updated_by)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              on conflict (id) do update set
                name = excluded.name, enabled = excluded.enabled,
                events = excluded.events, url = excluded.url, host = excluded.host,
                signing_secret = excluded.signing_secret, recipients = excluded.recipients,
                updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """)
        .params(
            Arrays.asList(
                channel.id(),
                channel.tenantId(),
                channel.name(),
                channel.kind(),
                channel.enabled(),
                channel.events().stream().map(Enum::name).toArray(String[]::new),
                channel.url(),
                channel.host(),
                channel.signingSecret(),
                channel.recipients().toArray(String[]::new),
                channel.updatedAt().atOffset(ZoneOffset.UTC),
                channel.updatedBy()))
        .update();
  }

  void delete(UUID tenantId, UUID id) {
    sql.sql("delete from notification_channel where tenant_id = ? and id = ?")
        .params(tenantId, id)
        .update();
  }

  /** What came of the last delivery. */
  void delivered(UUID tenantId, UUID id, Delivery delivery, Instant now) {
    switch (delivery) {
      case Delivery.Delivered() ->
          sql.sql(
                  """
                  update notification_channel set last_success_at = ?
                   where tenant_id = ? and id = ?
                  """)
              .params(now.atOffset(ZoneOffset.UTC), tenantId, id)
              .update();
      case Delivery.Failed(String why) ->
          sql.sql(
                  """
                  update notification_channel set last_failure_at = ?, last_failure = ?
                   where tenant_id = ? and id = ?
                  """)
              .params(now.atOffset(ZoneOffset.UTC), why, tenantId, id)
              .update();
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getString("name"),
        row.getString("kind"),
        row.getBoolean("enabled"),
        Stream.of((String[]) row.getArray("events").getArray())
            .map(NotificationEvent::valueOf)
            .toList(),
        row.getString("url"),
        row.getString("host"),
        row.getString("signing_secret"),
        List.of((String[]) row.getArray("recipients").getArray()),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getString("updated_by"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
