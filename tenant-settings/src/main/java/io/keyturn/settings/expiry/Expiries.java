package io.keyturn.settings.expiry;

import io.keyturn.contracts.api.ExpiringApplication;
import io.keyturn.contracts.api.ExpiringApplication.Band;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Applications by when their secret expires. For an owner, the own ones only. */
@Component
class Expiries {

  private static final String APPLICATIONS =
      """
       from application a
       where a.tenant_id = :tenant
         and (:owner::uuid is null or exists (select 1 from application_owner mine
           where mine.tenant_id = a.tenant_id and mine.application_id = a.application_id
             and mine.owner_id = :owner::uuid))
      """;

  private static final String BAND =
      """
      case when secret_expires_at is null then 'UNKNOWN'
           when secret_expires_at <= :now then 'EXPIRED'
           when secret_expires_at <= :now + interval '1 day' then 'WITHIN_1_DAY'
           when secret_expires_at <= :now + interval '7 days' then 'WITHIN_7_DAYS'
           when secret_expires_at <= :now + interval '30 days' then 'WITHIN_30_DAYS'
           when secret_expires_at <= :now + interval '60 days' then 'WITHIN_60_DAYS'
           else 'LATER' end
      """;

  private final JdbcClient sql;

  Expiries(JdbcClient sql) {
    this.sql = sql;
  }

  /** Every band, those without an application too. */
  Map<Band, Long> counts(UUID tenantId, @Nullable UUID owner, Instant now) {
    Map<Band, Long> counts = new EnumMap<>(Band.class);
    for (Band band : Band.values()) {
      counts.put(band, 0L);
    }
    sql.sql("select " + BAND + " as band, count(*)" + APPLICATIONS + " group by 1")
        .params(parameters(tenantId, owner, now))
        .query(row -> {
          counts.put(Band.valueOf(row.getString(1)), row.getLong(2));
        });
    return counts;
  }

  /**
   * Soonest first, unknown ones last, after the given one.
   *
   * @param band only those in it; null for all
   */
  List<ExpiringApplication> list(
      UUID tenantId,
      @Nullable UUID owner,
      @Nullable Band band,
      @Nullable UUID after,
      Instant now,
      int most) {
    Map<String, @Nullable Object> values = parameters(tenantId, owner, now);
    values.put("most", most);
    // Put together for each call: a plan for "after is null or ..." cannot start in an index.
    StringBuilder query =
        new StringBuilder("select application_id, name, automatic, secret_expires_at, ")
            .append(BAND)
            .append(" as band")
            .append(APPLICATIONS);
    if (band != null) {
      query.append(" and ").append(condition(band));
    }
    if (after != null) {
      query.append(isKnown(tenantId, after) ? BEHIND_A_KNOWN_ONE : BEHIND_AN_UNKNOWN_ONE);
      values.put("after", after);
    }
    return sql.sql(
            query
                .append(" order by secret_expires_at nulls last, application_id limit :most")
                .toString())
        .params(values)
        .query((row, _) -> {
          OffsetDateTime expires = row.getObject("secret_expires_at", OffsetDateTime.class);
          @Nullable Instant at = expires == null ? null : expires.toInstant();
          return new ExpiringApplication(
              row.getString("application_id"),
              row.getString("name"),
              Band.valueOf(row.getString("band")),
              at,
              at == null ? null : Math.floorDiv(Duration.between(now, at).toSeconds(), 86_400L),
              row.getBoolean("automatic"));
        })
        .list();
  }

  private static final String BEHIND_A_KNOWN_ONE =
      """
       and ((a.secret_expires_at, a.application_id) > (select x.secret_expires_at, x.application_id
             from application x where x.tenant_id = :tenant and x.application_id = :after)
           or a.secret_expires_at is null)
      """;

  private static final String BEHIND_AN_UNKNOWN_ONE =
      " and a.secret_expires_at is null and a.application_id > :after";

  private boolean isKnown(UUID tenantId, UUID application) {
    return sql.sql(
            """
            select exists (select 1 from application where tenant_id = ? and application_id = ?
              and secret_expires_at is not null)
            """)
        .params(tenantId, application)
        .query(Boolean.class)
        .single();
  }

  private static String condition(Band band) {
    return switch (band) {
      case EXPIRED -> "secret_expires_at <= :now";
      case WITHIN_1_DAY -> within(0, 1);
      case WITHIN_7_DAYS -> within(1, 7);
      case WITHIN_30_DAYS -> within(7, 30);
      case WITHIN_60_DAYS -> within(30, 60);
      case LATER -> "secret_expires_at > :now + interval '60 days'";
      case UNKNOWN -> "secret_expires_at is null";
    };
  }

  private static String within(int more, int atMost) {
    return "secret_expires_at > :now + interval '%d days' and secret_expires_at <= :now + interval '%d days'"
        .formatted(more, atMost);
  }

  private static Map<String, @Nullable Object> parameters(
      UUID tenantId, @Nullable UUID owner, Instant now) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("tenant", tenantId);
    values.put("owner", owner);
    values.put("now", now.atOffset(ZoneOffset.UTC));
    return values;
  }
}
