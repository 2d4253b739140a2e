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
  boolean requested(Rotation asked) {
    return sql.sql(
                """
                insert into rotation (tenant_id, rotation_id, application_id, state, mode,
                    request_reason, requested_by, since, last_sequence)
                  values (?, ?, ?, ?, ?, ?, ?, ?, -1)
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
                    asked.since().atOffset(ZoneOffset.UTC)))
            .update()
        == 1;
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
                    step, binding, outcome, reason, message, duration_ms)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                    line.durationMs()))
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
    OffsetDateTime endedAt = row.getObject("ended_at", OffsetDateTime.class);
    return new Rotation(
        row.getObject("rotation_id", UUID.class),
        row.getString("tenant_id"),
        row.getString("application_id"),
        row.getString("state"),
        row.getString("mode"),
        row.getString("request_reason"),
        row.getString("requested_by"),
        instant(row, "since"),
        endedAt == null ? null : endedAt.toInstant(),
        row.getString("reason"),
        row.getString("message"));
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
        row.getObject("duration_ms", Long.class));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
