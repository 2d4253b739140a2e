package io.keyturn.settings.inspection;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.InspectionTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When each binding is looked at, and what the last look found. */
@Component
public class Inspections {

  private final JdbcClient sql;
  private final Clock clock;
  private final InspectionProperties properties;

  Inspections(JdbcClient sql, Clock clock, InspectionProperties properties) {
    this.sql = sql;
    this.clock = clock;
    this.properties = properties;
  }

  /**
   * Bindings that are due, in the order they became so. Several workers that ask at once get
   * different ones. Where a toggle is off nothing is called: those are put off and not
   * told.
   */
  public List<InspectionTask> claim(int most) {
    Instant now = clock.instant();
    Map<Map.Entry<UUID, UUID>, List<UUID>> claimed = new LinkedHashMap<>();
    sql.sql(
            """
            with due as (
              select i.binding_id, t.integration_enabled and a.integration_enabled as wanted
                from binding_inspection i
                join tenant t on t.tenant_id = i.tenant_id
                join application a
                  on a.tenant_id = i.tenant_id and a.application_id = i.application_id
               where i.due_at <= :now order by i.due_at limit :most for update of i skip locked)
            update binding_inspection i
               set due_at = case when due.wanted then :again
                            else :now + (0.9 + 0.2 * random()) * :interval::interval end
              from due where i.binding_id = due.binding_id
            returning i.tenant_id, i.application_id, i.binding_id, due.wanted
            """)
        .param("now", at(now))
        .param("again", at(now.plus(properties.claim())))
        .param("interval", properties.interval().toString())
        .param("most", most)
        .query(row -> {
          if (row.getBoolean("wanted")) {
            claimed
                .computeIfAbsent(
                    Map.entry(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                    _ -> new ArrayList<>())
                .add(row.getObject(3, UUID.class));
          }
        });
    return claimed.entrySet().stream()
        .map(it ->
            new InspectionTask(
                it.getKey().getKey().toString(), it.getKey().getValue().toString(), it.getValue()))
        .toList();
  }

  /** From now on all of the application's bindings are due. */
  int askFor(UUID tenantId, UUID applicationId, Instant now) {
    return sql.sql(
            """
            update binding_inspection set due_at = :now
             where tenant_id = :tenant and application_id = :application
            """)
        .param("now", at(now))
        .param("tenant", tenantId)
        .param("application", applicationId)
        .update();
  }

  /** Its secret was just carried anew, so what was found wrong may be right now. */
  public void rotated(UUID tenantId, UUID applicationId) {
    sql.sql(
            """
            update binding_inspection set due_at = least(due_at, :soon)
             where tenant_id = :tenant and application_id = :application and state <> 'IN_SYNC'
            """)
        .param("soon", at(clock.instant().plus(Duration.ofMinutes(1))))
        .param("tenant", tenantId)
        .param("application", applicationId)
        .update();
  }

  /**
   * Part of the caller's transaction.
   *
   * @return empty when it is not bound any more, or was looked at later than that already
   */
  Optional<Stored> store(UUID tenantId, InspectionResult found) {
    Optional<Before> before =
        sql.sql(
                """
                select looked_at, known_state, known_since, known_changed_at, state, since,
                       application_id
                  from binding_inspection
                 where binding_id = :binding and tenant_id = :tenant for update
                """)
            .param("binding", found.bindingId())
            .param("tenant", tenantId)
            .query((row, n) ->
                new Before(
                    instant(row.getObject(1, OffsetDateTime.class)),
                    row.getString(2),
                    instant(row.getObject(3, OffsetDateTime.class)),
                    instant(row.getObject(4, OffsetDateTime.class)),
                    row.getString(5),
                    instant(row.getObject(6, OffsetDateTime.class)),
                    row.getObject(7, UUID.class)))
            .optional();
    if (before.isEmpty() || before.get().isNewerThan(found)) {
      return Optional.empty();
    }
    Instant since = before.get().since(found);
    boolean known = found.state() != InspectionState.UNKNOWN;
    sql.sql(
            """
            update binding_inspection
               set state = :state, reason = :reason, message = :message, remedy = :remedy,
                   since = :since, looked_at = :lookedAt, changed_by = :changedBy,
                   changed_at = :changedAt, key_id = :keyId, secret_expires_at = :expires,
                   known_state = case when :known then :state else known_state end,
                   known_since = case when :known then :since else known_since end,
                   known_changed_at = case when :known then :changedAt else known_changed_at end,
                   due_at = :due
             where binding_id = :binding
            """)
        .param("state", found.state().name())
        .param("reason", found.reason())
        .param("message", found.message())
        .param("remedy", found.remedy())
        .param("since", at(since))
        .param("lookedAt", at(found.lookedAt()))
        .param("changedBy", found.changedBy())
        .param("changedAt", at(found.changedAt()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("keyId", found.keyId())
        .param("expires", at(found.secretExpiresAt()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("known", known)
        .param("due", at(next()))
        .param("binding", found.bindingId())
        .update();
    return Optional.of(new Stored(before.get().applicationId(), since));
  }

  /**
   * @param since when the binding was first found so
   */
  record Stored(UUID applicationId, Instant since) {}

  /** Spread, so that what was bound together is not looked at together for ever. */
  private Instant next() {
    long interval = properties.interval().toMillis();
    return clock
        .instant()
        .plusMillis(interval * 9 / 10 + ThreadLocalRandom.current().nextLong(interval / 5 + 1));
  }

  private record Before(
      @Nullable Instant lookedAt,
      @Nullable String knownState,
      @Nullable Instant knownSince,
      @Nullable Instant knownChangedAt,
      @Nullable String state,
      @Nullable Instant since,
      UUID applicationId) {

    boolean isNewerThan(InspectionResult found) {
      return lookedAt != null && lookedAt.isAfter(found.lookedAt());
    }

    Instant since(InspectionResult found) {
      boolean asBefore =
          found.state() == InspectionState.UNKNOWN
              ? found.state().name().equals(state)
              : found.state().name().equals(knownState)
                  && Objects.equals(found.changedAt(), knownChangedAt);
      Instant then = found.state() == InspectionState.UNKNOWN ? since : knownSince;
      return asBefore && then != null ? then : found.lookedAt();
    }
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
