package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Rotation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rotations and their output, as the worker told them. */
@Component
class Rotations {

  private final JdbcClient sql;

  Rotations(JdbcClient sql) {
    this.sql = sql;
  }

  Optional<Rotation> find(UUID tenantId, UUID rotationId) {
    return sql.sql("select * from rotation where tenant_id = ? and rotation_id = ?")
        .params(tenantId, rotationId)
        .query((row, n) -> rotation(row))
        .optional();
  }

  /** Newest first, those before the given one. */
  List<Rotation> of(UUID tenantId, UUID applicationId, @Nullable Rotation before, int most) {
    return sql.sql(
            """
            select * from rotation
              where tenant_id = ? and application_id = ?
                and (?::uuid is null or (since, rotation_id) < (?::timestamptz, ?::uuid))
              order by since desc, rotation_id desc limit ?
            """)
        .params(
            Arrays.asList(
                tenantId,
                applicationId,
                before == null ? null : before.rotationId(),
                before == null ? null : before.since().atOffset(ZoneOffset.UTC),
                before == null ? null : before.rotationId(),
                most))
        .query((row, n) -> rotation(row))
        .list();
  }

  /**
   * One that was asked for before leaves no second trace.
   *
   * @return whether it was not
   */
  boolean requested(Request request) {
    Rotation asked = request.rotation();
    return sql.sql(
                """
                insert into rotation (tenant_id, rotation_id, application_id, state, mode,
                    request_reason, requested_by, since, event_id, ignores_window, approval_until,
                    last_sequence)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, -1)
                  on conflict (tenant_id, rotation_id) do nothing
                """)
            .params(
                Arrays.asList(
                    UUID.fromString(asked.tenantId()),
                    asked.rotationId(),
                    UUID.fromString(asked.applicationId()),
                    asked.state(),
                    asked.mode(),
                    asked.requestReason(),
                    asked.requestedBy(),
                    asked.since().atOffset(ZoneOffset.UTC),
                    request.eventId(),
                    request.ignoresWindow(),
                    at(asked.approvalUntil())))
            .update()
        == 1;
  }

  /** The worker may have told of one before: it was asked for, and that was not saved. */
  void scheduled(List<Request> requests) {
    List<Rotation> asked = requests.stream().map(Request::rotation).toList();
    sql.sql(
            """
            insert into rotation (tenant_id, rotation_id, application_id, state, mode,
                request_reason, requested_by, since, event_id, approval_until, last_sequence)
              select tenant, id, application, state, mode, reason, by, since, event, approval, -1
                from unnest(:tenants::uuid[], :ids::uuid[], :applications::uuid[], :states::text[],
                  :modes::text[], :reasons::text[], :bys::text[], :sinces::timestamptz[],
                  :events::text[], :approvals::timestamptz[])
                as asked (tenant, id, application, state, mode, reason, by, since, event, approval)
              on conflict (tenant_id, rotation_id) do update
                set mode = excluded.mode, request_reason = excluded.request_reason,
                  requested_by = excluded.requested_by, event_id = excluded.event_id
            """)
        .param("tenants", texts(asked, Rotation::tenantId))
        .param("ids", texts(asked, Rotation::rotationId))
        .param("applications", texts(asked, Rotation::applicationId))
        .param("states", texts(asked, Rotation::state))
        .param("modes", texts(asked, Rotation::mode))
        .param("reasons", texts(asked, Rotation::requestReason))
        .param("bys", texts(asked, Rotation::requestedBy))
        .param("sinces", texts(asked, Rotation::since))
        .param("events", requests.stream().map(Request::eventId).toArray(String[]::new))
        .param("approvals", texts(asked, Rotation::approvalUntil))
        .update();
  }

  private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable Object> part) {
    return all.stream()
        .map(one -> {
          Object value = part.apply(one);
          return value == null ? null : value.toString();
        })
        .toArray(String[]::new);
  }

  /** One that waits for its approval; nobody else decides until the transaction ends. */
  Optional<Request> awaitingApproval(UUID tenantId, UUID rotationId) {
    return sql.sql(
            """
            select * from rotation
              where tenant_id = ? and rotation_id = ? and state = ? for update
            """)
        .params(tenantId, rotationId, Approval.AWAITING)
        .query((row, n) ->
            new Request(
                row.getString("event_id"),
                rotation(row),
                row.getBoolean("ignores_window"),
                // What is urgent awaits nobody.
                Optional.empty()))
        .optional();
  }

  /**
   * @param endedAt null where it begins now
   */
  void decided(
      UUID tenantId,
      UUID rotationId,
      String state,
      String by,
      @Nullable Instant endedAt,
      @Nullable String reason,
      @Nullable String message) {
    sql.sql(
            """
            update rotation set state = ?, decided_by = ?, ended_at = ?, reason = ?, message = ?
              where tenant_id = ? and rotation_id = ?
            """)
        .params(Arrays.asList(state, by, at(endedAt), reason, message, tenantId, rotationId))
        .update();
  }

  /** Those that nobody has approved by now, as they are then; of whichever tenant. */
  List<Rotation> endUnapproved(Instant now, int most) {
    return sql.sql(
            """
            update rotation set state = :rejected, ended_at = :now, reason = 'APPROVAL_TIMED_OUT',
                message = 'Nobody approved it in time. Ask for a new rotation.'
              where (tenant_id, rotation_id) in (
                select tenant_id, rotation_id from rotation
                  where state = 'AWAITING_APPROVAL' and approval_until <= :now
                  order by approval_until limit :most for update skip locked)
              returning *
            """)
        .param("rejected", Approval.REJECTED)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query((row, n) -> rotation(row))
        .list();
  }

  /** Takes back a request that Kafka did not confirm, unless the worker has spoken of it since. */
  void withdrawn(UUID tenantId, UUID rotationId) {
    sql.sql(
            """
            delete from rotation
              where tenant_id = ? and rotation_id = ? and state = 'REQUESTED' and last_sequence = -1
            """)
        .params(tenantId, rotationId)
        .update();
  }

  /**
   * Stores a line and lets the rotation follow the line with the highest sequence: lines may come
   * twice and in any order, and the rotation ends up the same.
   *
   * @return whether the line was new
   */
  boolean told(StoredLine line) {
    int stored =
        sql.sql(
                """
                insert into rotation_output (tenant_id, rotation_id, sequence, application_id, at,
                    step, binding, outcome, reason, message, duration_ms, secret_expires_on)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  on conflict (tenant_id, rotation_id, sequence) do nothing
                """)
            .params(
                Arrays.asList(
                    line.tenantId(),
                    line.rotationId(),
                    line.sequence(),
                    line.applicationId(),
                    line.at().atOffset(ZoneOffset.UTC),
                    line.step(),
                    line.binding(),
                    line.outcome(),
                    line.reason(),
                    line.message(),
                    line.durationMs(),
                    at(line.secretExpiresOn())))
            .update();
    OffsetDateTime at = line.at().atOffset(ZoneOffset.UTC);
    sql.sql(
            """
            insert into rotation (tenant_id, rotation_id, application_id, state, since, ended_at,
                reason, message, last_sequence)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?)
              on conflict (tenant_id, rotation_id) do update set
                state = excluded.state, ended_at = excluded.ended_at, reason = excluded.reason,
                message = excluded.message, last_sequence = excluded.last_sequence
              where rotation.last_sequence < excluded.last_sequence
            """)
        .params(
            Arrays.asList(
                line.tenantId(),
                line.rotationId(),
                line.applicationId(),
                line.concludes() ? line.outcome() : "RUNNING",
                at,
                line.concludes() ? at : null,
                line.concludes() ? line.reason() : null,
                line.concludes() ? line.message() : null,
                line.sequence()))
        .update();
    return stored == 1;
  }

  /**
   * Whether the rotation has ended with a line up to that sequence. One that was resumed has a
   * concluding line and goes on behind it.
   */
  boolean endedBy(UUID tenantId, UUID rotationId, long sequence) {
    return sql.sql(
            """
            select exists (select 1 from rotation
                            where tenant_id = ? and rotation_id = ?
                              and ended_at is not null and last_sequence <= ?)
            """)
        .params(tenantId, rotationId, sequence)
        .query(Boolean.class)
        .single();
  }

  /** The lines with a higher sequence, in their order. */
  List<StoredLine> output(UUID tenantId, UUID rotationId, long after, int most) {
    return sql.sql(
            """
            select * from rotation_output
              where tenant_id = ? and rotation_id = ? and sequence > ? order by sequence limit ?
            """)
        .params(tenantId, rotationId, after, most)
        .query((row, n) -> line(row))
        .list();
  }

  static Rotation rotation(ResultSet row) throws SQLException {
    return new Rotation(
        row.getObject("rotation_id", UUID.class),
        row.getString("tenant_id"),
        row.getString("application_id"),
        row.getString("state"),
        row.getString("mode"),
        row.getString("request_reason"),
        row.getString("requested_by"),
        instant(row, "since"),
        optionalInstant(row, "ended_at"),
        row.getString("reason"),
        row.getString("message"),
        optionalInstant(row, "approval_until"),
        row.getString("decided_by"));
  }

  private static StoredLine line(ResultSet row) throws SQLException {
    return new StoredLine(
        row.getObject("rotation_id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getObject("application_id", UUID.class),
        row.getLong("sequence"),
        instant(row, "at"),
        row.getString("step"),
        row.getString("binding"),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("message"),
        row.getObject("duration_ms", Long.class),
        optionalInstant(row, "secret_expires_on"));
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant optionalInstant(ResultSet row, String column)
      throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
