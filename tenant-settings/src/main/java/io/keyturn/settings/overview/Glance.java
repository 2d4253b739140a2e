package io.keyturn.settings.overview;

import io.keyturn.contracts.api.Overview;
import io.keyturn.contracts.api.Overview.Expiry;
import io.keyturn.contracts.api.Overview.RotationsOfHour;
import io.keyturn.contracts.api.Unresolved;
import io.keyturn.settings.rotation.TenantRotations;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The questions behind the overview. For an owner, each is about the own applications only. */
@Component
class Glance {

  private static final Duration RADAR = Duration.ofDays(90);
  private static final int MOST_EXPIRING = 500;

  private static final String OWNED =
      """
      (:owner::uuid is null or exists (select 1 from application_owner mine
        where mine.tenant_id = %1$s.tenant_id and mine.application_id = %1$s.application_id
          and mine.owner_id = :owner::uuid))
      """;

  private final JdbcClient sql;
  private final TenantRotations rotations;

  Glance(JdbcClient sql, TenantRotations rotations) {
    this.sql = sql;
    this.rotations = rotations;
  }

  Overview.Applications applications(UUID tenantId, @Nullable UUID owner) {
    return sql.sql(
            """
            select count(*), count(*) filter (where a.integration_enabled),
              count(*) filter (where exists (select 1 from binding b
                where b.tenant_id = a.tenant_id and b.application_id = a.application_id))
              from application a where a.tenant_id = :tenant and
            """
                + OWNED.formatted("a"))
        .param("tenant", tenantId)
        .param("owner", owner)
        .query(
            (row, n) -> new Overview.Applications(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  /**
   * Tokens by the date an administrator typed, which lasts until its end, applications by when
   * their schedule renews them next, and secrets by when they expire.
   */
  List<Expiry> expiring(UUID tenantId, @Nullable UUID owner, Instant now) {
    return sql.sql(
            """
            select * from (
              select 'tenantToken' as kind, null as id, 'Tenant token' as name,
                  (personal_access_token_expires_on + 1)::timestamp at time zone 'UTC' as due
                from tenant where tenant_id = :tenant and :owner::uuid is null
                  and personal_access_token is not null
              union all
              select 'connectorToken', c.name, c.name,
                  (c.personal_access_token_expires_on + 1)::timestamp at time zone 'UTC'
                from connector c where c.tenant_id = :tenant and :owner::uuid is null
                  and c.personal_access_token is not null
              union all
              select 'scheduledRenewal', a.application_id::text, a.name, a.next_due_at
                from application a where a.tenant_id = :tenant and a.next_due_at > '-infinity' and
            """
                + OWNED.formatted("a")
                + """
                union all
                select 'secret', a.application_id::text, a.name, a.secret_expires_at
                  from application a where a.tenant_id = :tenant
                    and a.secret_expires_at < :until and
                """
                + OWNED.formatted("a")
                + ") as expiry where due < :until order by due, name limit "
                + MOST_EXPIRING)
        .param("tenant", tenantId)
        .param("owner", owner)
        .param("until", now.plus(RADAR).atOffset(ZoneOffset.UTC))
        .query((row, n) ->
            new Expiry(
                row.getString("kind"),
                row.getString("id"),
                row.getString("name"),
                row.getObject("due", OffsetDateTime.class).toInstant()))
        .list();
  }

  List<RotationsOfHour> lastDay(UUID tenantId, @Nullable UUID owner, Instant now) {
    return sql.sql(
            """
            select date_trunc('hour', r.since) as from_hour, r.state, count(*) from rotation r
              where r.tenant_id = :tenant and r.since > :since and r.mode is distinct from 'plan' and
            """
                + OWNED.formatted("r")
                + " group by 1, 2 order by 1, 2")
        .param("tenant", tenantId)
        .param("owner", owner)
        .param("since", now.minus(Duration.ofHours(24)).atOffset(ZoneOffset.UTC))
        .query((row, n) ->
            new RotationsOfHour(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                row.getString(2),
                row.getLong(3)))
        .list();
  }

  List<Unresolved> attention(UUID tenantId, @Nullable UUID owner, Instant now) {
    return rotations.unresolved(tenantId, owner, now.minus(Duration.ofDays(7)), 20);
  }
}
