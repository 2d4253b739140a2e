package io.keyturn.worker.output;

import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Writes the rotation output: a row that stays, and a record for the topic. */
public final class RotationOutput {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final Clock clock;

  public RotationOutput(JdbcClient jdbc, Outbox outbox, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * What a line says, without its place in the output.
   *
   * @param binding null where it concerns the whole rotation
   * @param reason null where the step simply worked
   * @param took null where nothing was called
   */
  public record Entry(
      Step step,
      @Nullable UUID binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took) {}

  /** Adds a line with the rotation's next sequence. Part of the caller's transaction. */
  public void write(UUID rotationId, Entry entry) {
    Header header =
        jdbc.sql(
                """
                update rotation set output_sequence = output_sequence + 1 where id = :id
                returning tenant_id, application_id, output_sequence
                """)
            .param("id", rotationId)
            .query((row, _) -> new Header(row.getString(1), row.getString(2), row.getInt(3)))
            .single();
    // PostgreSQL keeps microseconds; the row and the record shall say the same.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    OutputLine line =
        new OutputLine(
            rotationId,
            header.tenantId(),
            header.applicationId(),
            header.sequence(),
            now,
            entry.step(),
            entry.binding(),
            entry.outcome(),
            entry.reason(),
            sentence(entry.message()),
            entry.took() == null ? null : entry.took().toMillis());
    insert(line);
    outbox.add(
        Topics.ROTATION_OUTPUT,
        Topics.key(line.tenantId(), line.applicationId()),
        Map.of("content-type", "application/json"),
        JSON.writeValueAsBytes(line));
  }

  /** The text with a full stop at its end. */
  public static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /** All lines of a rotation in their order. */
  public List<OutputLine> of(UUID rotationId) {
    return jdbc.sql(
            """
            select r.tenant_id, r.application_id, o.* from rotation_output o
              join rotation r on r.id = o.rotation_id
             where o.rotation_id = :id order by o.sequence
            """)
        .param("id", rotationId)
        .query(RotationOutput::line)
        .list();
  }

  private void insert(OutputLine line) {
    jdbc.sql(
            """
            insert into rotation_output (rotation_id, sequence, at, step, binding_id, outcome, reason,
                message, duration_ms)
            values (:id, :sequence, :at, :step, :binding, :outcome, :reason, :message, :duration)
            """)
        .param("id", line.rotationId())
        .param("sequence", line.sequence())
        .param("at", line.at().atOffset(ZoneOffset.UTC))
        .param("step", line.step().name())
        .param("binding", line.binding())
        .param("outcome", line.outcome().name())
        .param("reason", line.reason() == null ? null : line.reason().name())
        .param("message", line.message())
        .param("duration", line.durationMs())
        .update();
  }

  private static OutputLine line(ResultSet row, int index) throws SQLException {
    String reason = row.getString("reason");
    return new OutputLine(
        row.getObject("rotation_id", UUID.class),
        row.getString("tenant_id"),
        row.getString("application_id"),
        row.getInt("sequence"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Step.valueOf(row.getString("step")),
        row.getObject("binding_id", UUID.class),
        Outcome.valueOf(row.getString("outcome")),
        reason == null ? null : Reason.valueOf(reason),
        row.getString("message"),
        row.getObject("duration_ms", Long.class));
  }

  private record Header(String tenantId, String applicationId, int sequence) {}
}
