package io.keyturn.settings.notification;

import io.keyturn.settings.isolation.Rows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks for what nobody tells because it is only a matter of time: secrets and tokens that expire,
 * and renewals that should have begun. Several processes may do it at once; what they find is told
 * once.
 */
@Component
class Sweep {

  private static final String INTO =
      """
      insert into notification (id, tenant_id, channel_id, told_key, event, application_id, facts,
          created_at, next_attempt_at)
      """;

  private static final String FACTS =
      """
      jsonb_build_object('applicationName', a.name, 'at',
        to_char(%s at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
      """;

  private static final String ONCE = " on conflict (channel_id, told_key) do nothing";

  /** Only the nearest mark is told: one that is found at 5 days is not told of 60 and 30. */
  private static final String EXPIRIES =
      INTO
          + """
          select gen_random_uuid(), a.tenant_id, c.id,
              'EXPIRY|' || a.application_id || '|' || floor(extract(epoch from a.expires))::bigint
                || '|' || a.mark,
              a.mark, a.application_id,
          """
          + FACTS.formatted("a.expires")
          + """
              , :now, :now
            from (select tenant_id, application_id, name, secret_expires_at as expires,
                case when secret_expires_at <= :now then 'EXPIRED'
                     when secret_expires_at <= :now + interval '1 day' then 'EXPIRES_IN_1_DAY'
                     when secret_expires_at <= :now + interval '7 days' then 'EXPIRES_IN_7_DAYS'
                     when secret_expires_at <= :now + interval '30 days' then 'EXPIRES_IN_30_DAYS'
                     else 'EXPIRES_IN_60_DAYS' end as mark
              from application
             where secret_expires_at > :now - interval '30 days'
               and secret_expires_at <= :now + interval '60 days') a
            join notification_channel c
              on c.tenant_id = a.tenant_id and c.enabled and a.mark = any(c.events)
          """
          + ONCE;

  private static final String UNATTENDED =
      INTO
          + """
          select gen_random_uuid(), a.tenant_id, c.id,
              'UNATTENDED|' || a.application_id || '|'
                || floor(extract(epoch from a.secret_expires_at))::bigint,
              'EXPIRES_UNATTENDED', a.application_id,
          """
          + FACTS.formatted("a.secret_expires_at")
          + """
              , :now, :now
            from application a
            join notification_channel c
              on c.tenant_id = a.tenant_id and c.enabled and 'EXPIRES_UNATTENDED' = any(c.events)
           where a.secret_expires_at > :now and a.secret_expires_at <= :unattended
             and not a.automatic
          """
          + ONCE;

  /** Where a toggle is off nobody expects a renewal. '-infinity' is not worked out yet. */
  private static final String OVERDUE =
      INTO
          + """
          select gen_random_uuid(), a.tenant_id, c.id,
              'OVERDUE|' || a.application_id || '|'
                || floor(extract(epoch from a.next_due_at))::bigint,
              'RENEWAL_OVERDUE', a.application_id,
          """
          + FACTS.formatted("a.next_due_at")
          + """
              , :now, :now
            from application a
            join tenant t on t.tenant_id = a.tenant_id and t.integration_enabled
            join notification_channel c
              on c.tenant_id = a.tenant_id and c.enabled and 'RENEWAL_OVERDUE' = any(c.events)
           where a.next_due_at > '-infinity' and a.next_due_at < :overdue
             and a.integration_enabled and a.automatic
          """
          + ONCE;

  /** A token lasts until the end of the day that was entered. One nobody signs in with is none. */
  private static final String TOKENS =
      INTO
          + """
          select gen_random_uuid(), t.tenant_id, c.id,
              'TOKEN|' || t.place || '|' || floor(extract(epoch from t.expires))::bigint
                || '|' || t.mark,
              t.mark, null,
              jsonb_build_object('applicationName', '', 'at',
                to_char(t.expires at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'token',
                jsonb_build_object('connector', t.connector, 'organization', t.organization)),
              :now, :now
            from (select *,
                case when expires <= :now then 'TOKEN_EXPIRED'
                     when expires <= :now + interval '1 day' then 'TOKEN_EXPIRES_IN_1_DAY'
                     when expires <= :now + interval '7 days' then 'TOKEN_EXPIRES_IN_7_DAYS'
                     when expires <= :now + interval '30 days' then 'TOKEN_EXPIRES_IN_30_DAYS'
                     else 'TOKEN_EXPIRES_IN_60_DAYS' end as mark
              from (select tenant_id, 'tenant' as place, null as connector, null as organization,
                    (personal_access_token_expires_on + 1)::timestamp at time zone 'UTC' as expires
                  from tenant where personal_access_token is not null
                union all
                select tenant_id, id::text, name, organization,
                    (personal_access_token_expires_on + 1)::timestamp at time zone 'UTC'
                  from connector where personal_access_token is not null) every
             where expires > :now - interval '30 days'
               and expires <= :now + interval '60 days') t
            join notification_channel c
              on c.tenant_id = t.tenant_id and c.enabled and t.mark = any(c.events)
          """
          + ONCE;

  private final JdbcClient sql;
  private final Clock clock;
  private final NotificationProperties properties;

  Sweep(JdbcClient sql, Clock clock, NotificationProperties properties) {
    this.sql = sql;
    this.clock = clock;
    this.properties = properties;
  }

  /** Doing it again, or twice at once, tells nothing twice. */
  void sweep() {
    Instant now = clock.instant();
    Map<String, OffsetDateTime> times =
        Map.of(
            "now",
            at(now),
            "unattended",
            at(now.plus(Duration.ofDays(properties.unattendedDays()))),
            "overdue",
            at(now.minus(properties.overdueAfter())));
    Rows.ofEveryTenant(() -> {
      sql.sql(EXPIRIES).params(times).update();
      sql.sql(UNATTENDED).params(times).update();
      sql.sql(TOKENS).params(times).update();
      return sql.sql(OVERDUE).params(times).update();
    });
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
