package io.keyturn.settings.expiry;

import io.keyturn.contracts.api.ExpiringApplication.Band;
import io.keyturn.contracts.api.ExpiringToken;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Personal access tokens by the day an administrator entered, at the end of which they are over.
 */
@Component
class ExpiringTokens {

  private static final int MOST = 1000;

  private final JdbcClient sql;

  ExpiringTokens(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * Soonest first.
   *
   * @param band only those in it; null for all
   */
  List<ExpiringToken> of(UUID tenantId, @Nullable Band band, Instant now) {
    return sql
        .sql(
            """
            select * from (
              select null as name, null as organization, personal_access_token_expires_on as day
                from tenant where tenant_id = :tenant and personal_access_token is not null
              union all
              select name, organization, personal_access_token_expires_on
                from connector where tenant_id = :tenant and personal_access_token is not null) t
              where day is not null order by day, name nulls first limit :most
            """)
        .param("tenant", tenantId)
        .param("most", MOST)
        .query((row, _) ->
            token(
                row.getString("name"),
                row.getString("organization"),
                row.getObject("day", LocalDate.class),
                now))
        .list()
        .stream()
        .filter(token -> band == null || token.band() == band)
        .toList();
  }

  private static ExpiringToken token(
      @Nullable String connector, @Nullable String organization, LocalDate day, Instant now) {
    Duration left = Duration.between(now, day.plusDays(1).atStartOfDay(ZoneOffset.UTC));
    return new ExpiringToken(
        connector, organization, band(left), day, Math.floorDiv(left.toSeconds(), 86_400L));
  }

  private static Band band(Duration left) {
    return !left.isPositive()
        ? Band.EXPIRED
        : within(left, 1)
            ? Band.WITHIN_1_DAY
            : within(left, 7)
                ? Band.WITHIN_7_DAYS
                : within(left, 30)
                    ? Band.WITHIN_30_DAYS
                    : within(left, 60) ? Band.WITHIN_60_DAYS : Band.LATER;
  }

  private static boolean within(Duration left, int days) {
    return left.compareTo(Duration.ofDays(days)) <= 0;
  }
}
