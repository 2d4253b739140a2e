package io.keyturn.settings.application;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps up when each application's schedule asks next. Every method is part of a transaction. */
@Component
public class NextDue {

  private final JdbcClient sql;
  private final Clock clock;
  private final Duration jitter;

  NextDue(JdbcClient sql, Clock clock, @Value("${keyturn.schedule.jitter}") Duration jitter) {
    this.sql = sql;
    this.clock = clock;
    this.jitter = jitter;
  }

  /** A schedule that did not change goes on as it was. */
  void saved(UUID tenantId, UUID applicationId, Optional<Application> before, Application now) {
    if (before.filter(it -> sameSchedule(it, now)).isPresent()) {
      return;
    }
    Schedule schedule = isAsked(now) ? now.schedule() : null;
    set(
        tenantId,
        applicationId,
        schedule == null ? Optional.empty() : first(tenantId, applicationId, schedule));
  }

  /** When a schedule is due that was never asked. */
  public Optional<Instant> first(UUID tenantId, UUID applicationId, Schedule schedule) {
    return times(schedule, tenantId, applicationId)
        .first(
            clock.instant(), lastRenewed(tenantId, applicationId), expiry(tenantId, applicationId));
  }

  private static boolean sameSchedule(Application before, Application now) {
    return Objects.equals(before.schedule(), now.schedule()) && isAsked(before) == isAsked(now);
  }

  private static boolean isAsked(Application application) {
    return application.automatic() && application.integrationEnabled();
  }

  /** When the secret expires that this connection now holds; null when it does not say. */
  public void expiryTold(
      UUID tenantId, UUID applicationId, UUID bindingId, @Nullable Instant expires) {
    sql.sql(
            """
            update binding set secret_expires_at = ?
              where tenant_id = ? and application_id = ? and id = ?
            """)
        .params(Arrays.asList(at(expires), tenantId, applicationId, bindingId))
        .update();
    expiryMayHaveChanged(tenantId, applicationId);
  }

  /** After a change of what the application's connections hold, or of which there are. */
  void expiryMayHaveChanged(UUID tenantId, UUID applicationId) {
    sql.sql(
            """
            update application a set secret_expires_at = held.soonest
              from (select min(secret_expires_at) as soonest from binding
                where tenant_id = :tenant and application_id = :application) held
              where a.tenant_id = :tenant and a.application_id = :application
                and a.secret_expires_at is distinct from held.soonest
              returning a.secret_expires_at, a.schedule_kind, a.schedule_value, a.schedule_zone,
                a.automatic and a.integration_enabled as asked
            """)
        .param("tenant", tenantId)
        .param("application", applicationId)
        .query((row, n) -> {
          Schedule schedule = row.getBoolean("asked") ? Schedules.of(row) : null;
          OffsetDateTime expires = row.getObject("secret_expires_at", OffsetDateTime.class);
          return schedule instanceof Schedule.BeforeExpiry && expires != null
              ? times(schedule, tenantId, applicationId)
                  .first(clock.instant(), null, expires.toInstant())
              : Optional.<Instant>empty();
        })
        .optional()
        .flatMap(due -> due)
        .ifPresent(due -> set(tenantId, applicationId, Optional.of(due)));
  }

  public DueTimes times(Schedule schedule, UUID tenantId, UUID applicationId) {
    return new DueTimes(schedule, tenantId, applicationId, jitter);
  }

  private @Nullable Instant lastRenewed(UUID tenantId, UUID applicationId) {
    return sql.sql(
            """
            select ended_at from rotation
              where tenant_id = ? and application_id = ? and state = 'SUCCEEDED'
                and (mode is null or mode = 'renew')
              order by since desc limit 1
            """)
        .params(tenantId, applicationId)
        .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional()
        .orElse(null);
  }

  private @Nullable Instant expiry(UUID tenantId, UUID applicationId) {
    return sql.sql(
            """
            select secret_expires_at from application
              where tenant_id = ? and application_id = ? and secret_expires_at is not null
            """)
        .params(tenantId, applicationId)
        .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional()
        .orElse(null);
  }

  private void set(UUID tenantId, UUID applicationId, Optional<Instant> due) {
    sql.sql("update application set next_due_at = ? where tenant_id = ? and application_id = ?")
        .params(Arrays.asList(at(due.orElse(null)), tenantId, applicationId))
        .update();
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
