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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
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
    write(rotationId, List.of(entry));
  }

  /** Adds lines with the rotation's next sequences. Part of the caller's transaction. */
  public void write(UUID rotationId, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Header header =
        jdbc.sql(
                """
                update rotation set output_sequence = output_sequence + :count where id = :id
                returning tenant_id, application_id, output_sequence
                """)
            .param("count", entries.size())
            .param("id", rotationId)
            .query((row, _) -> new Header(row.getString(1), row.getString(2), row.getInt(3)))
            .single();
    // PostgreSQL keeps microseconds; the row and the record shall say the same.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<OutputLine> lines = new ArrayList<>();
    for (Entry entry : entries) {
      int sequence = header.sequence() - entries.size() + lines.size() + 1;
      lines.add(line(rotationId, header, sequence, now, entry));
    }
    insert(lines);
    outbox.add(
        Topics.ROTATION_OUTPUT,
        Topics.key(header.tenantId(), header.applicationId()),
        Map.of("content-type", "application/json"),
        lines.stream().map(JSON::writeValueAsBytes).toList());
  }

  private static OutputLine line(
      UUID rotationId, Header header, int sequence, Instant now, Entry entry) {
    return new OutputLine(
        rotationId,
        header.tenantId(),
        header.applicationId(),
        sequence,
        now,
        entry.step(),
        entry.binding(),
        entry.outcome(),
        entry.reason(),
        sentence(entry.message()),
        entry.took() == null ? null : entry.took().toMillis());
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

  /** One statement for all of them: a column of the table is an array. */
  private void insert(List<OutputLine> lines) {
    jdbc.sql(
            """
            insert into rotation_output (rotation_id, sequence, at, step, binding_id, outcome, reason,
                message, duration_ms)
            select :id, sequence, :at, step, binding_id, outcome, reason, message, duration_ms
              from unnest(:sequences::int[], :steps::text[], :bindings::uuid[], :outcomes::text[],
                  :reasons::text[], :messages::text[], :durations::bigint[])
                as line (sequence, step, binding_id, outcome, reason, message, duration_ms)
            """)
        .param("id", lines.getFirst().rotationId())
        .param("at", lines.getFirst().at().atOffset(ZoneOffset.UTC))
        .param("sequences", column(lines, OutputLine::sequence, Integer[]::new))
        .param("steps", column(lines, line -> line.step().name(), String[]::new))
        .param("bindings", column(lines, OutputLine::binding, UUID[]::new))
        .param("outcomes", column(lines, line -> line.outcome().name(), String[]::new))
        .param(
            "reasons",
            column(
                lines, line -> line.reason() == null ? null : line.reason().name(), String[]::new))
        .param("messages", column(lines, OutputLine::message, String[]::new))
        .param("durations", column(lines, OutputLine::durationMs, Long[]::new))
        .update();
  }

  private static <T> @Nullable T[] column(
      List<OutputLine> lines, Function<OutputLine, @Nullable T> value, IntFunction<T[]> array) {
    return lines.stream().map(value).toArray(array);
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
