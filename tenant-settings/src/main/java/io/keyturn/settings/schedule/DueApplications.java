package io.keyturn.settings.schedule;

import io.keyturn.settings.application.Schedules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is due, of all tenants. Its rows are claimed until the caller's transaction ends. */
@Component
public class DueApplications {

  // What is claimed is claimed first: joined to more, PostgreSQL could lock more than it returns.
  private static final String CLAIM =
      """
      with due as materialized (
        select tenant_id, application_id, next_due_at, schedule_kind, schedule_value,
            schedule_zone, secret_expires_at
          from application where next_due_at <= :now
          order by next_due_at limit :most for update skip locked)
      select due.*, t.integration_enabled, t.approval_seconds, t.approval_scheduled,
          exists (select 1 from binding b where b.tenant_id = due.tenant_id
            and b.application_id = due.application_id) as bound,
          exists (select 1 from rotation r where r.tenant_id = due.tenant_id
            and r.application_id = due.application_id and r.ended_at is null
            and r.requested_by = 'schedule'
            and not exists (select 1 from rotation_output o where o.tenant_id = r.tenant_id
              and o.rotation_id = r.rotation_id and o.step = 'RETIRE')) as under_way
        from due join tenant t on t.tenant_id = due.tenant_id
        order by due.next_due_at
      """;

  private final JdbcClient sql;

  public DueApplications(JdbcClient sql) {
    this.sql = sql;
  }

  /** The longest due first; none that somebody else is claiming at this moment. */
  List<DueApplication> claim(Instant now, int most) {
    return sql.sql(CLAIM)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query((row, n) -> due(row))
        .list();
  }

  private static DueApplication due(ResultSet row) throws SQLException {
    Long approval = row.getObject("approval_seconds", Long.class);
    return new DueApplication(
        row.getObject("tenant_id", UUID.class),
        row.getObject("application_id", UUID.class),
        instant(row, "next_due_at"),
        Objects.requireNonNull(Schedules.of(row)),
        row.getBoolean("integration_enabled"),
        row.getBoolean("bound"),
        row.getBoolean("under_way"),
        instant(row, "secret_expires_at"),
        approval == null || !row.getBoolean("approval_scheduled")
            ? null
            : Duration.ofSeconds(approval));
  }

  /** Null also for what PostgreSQL calls infinity. */
  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null || at.equals(OffsetDateTime.MIN) ? null : at.toInstant();
  }

  /** When each is due next; null where it is not. */
  void dueNext(Map<DueApplication, @Nullable Instant> next) {
    List<DueApplication> of = List.copyOf(next.keySet());
    sql.sql(
            """
            update application a set next_due_at = n.due
              from unnest(:tenants::uuid[], :applications::uuid[], :dues::timestamptz[])
                as n (tenant_id, application_id, due)
              where a.tenant_id = n.tenant_id and a.application_id = n.application_id
            """)
        .param("tenants", of.stream().map(DueApplication::tenantId).toArray(UUID[]::new))
        .param("applications", of.stream().map(DueApplication::applicationId).toArray(UUID[]::new))
        .param(
            "dues",
            of.stream()
                .map(next::get)
                .map(due -> due == null ? null : due.toString())
                .toArray(String[]::new))
        .update();
  }
}
