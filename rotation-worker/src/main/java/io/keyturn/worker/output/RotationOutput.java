package io.keyturn.worker.output;

import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Step;
import io.keyturn.contracts.trace.TraceParent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Writes the rotation output: a row that stays, and a record for the topic. */
public final class RotationOutput {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");

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
   * @param planned of a plan only
   * @param secretExpiresOn of the secret that the connection now holds and works with; null where
   *     it does not say, and on every other line
   */
  public record Entry(
      Step step,
      @Nullable UUID binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took,
      @Nullable Planned planned,
      @Nullable Instant secretExpiresOn) {

    /** Of a step that was taken. */
    public Entry(
        Step step,
        @Nullable UUID binding,
        Outcome outcome,
        @Nullable Reason reason,
        String message,
        @Nullable Duration took) {
      this(step, binding, outcome, reason, message, took, null, null);
    }
  }

  /**
   * New lines of one rotation.
   *
   * @param firstSequence of the first of them; the caller has set them aside in the rotation's row
   * @param cause where in a trace the rotation was caused; null where it is one of its own
   */
  public record Lines(
      UUID rotationId,
      String tenantId,
      String applicationId,
      int firstSequence,
      @Nullable String cause,
      List<Entry> entries) {}

  /** Adds a line to one rotation's output. Part of the caller's transaction. */
  public void write(UUID rotationId, Entry entry) {
    Lines line =
        jdbc.sql(
                """
                update rotation set output_sequence = output_sequence + 1 where id = :id
                returning tenant_id, application_id, output_sequence, trace_parent
                """)
            .param("id", rotationId)
            .query((row, _) ->
                new Lines(
                    rotationId,
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getString(4),
                    List.of(entry)))
            .single();
    write(List.of(line));
  }

  /** Adds the lines of any number of rotations. Part of the caller's transaction. */
  public void write(List<Lines> rotations) {
    // PostgreSQL keeps microseconds; the row and the record shall say the same.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<OutputLine> lines = new ArrayList<>();
    for (Lines of : rotations) {
      for (int i = 0; i < of.entries().size(); i++) {
        lines.add(line(of, of.firstSequence() + i, now, of.entries().get(i)));
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    insert(lines);
    outbox.add(lines.stream().map(RotationOutput::record).toList());
  }

  private static Outbox.Draft record(OutputLine line) {
    return new Outbox.Draft(
        Topics.ROTATION_OUTPUT,
        Topics.key(line.tenantId(), line.applicationId()),
        HEADERS,
        JSON.writeValueAsBytes(line));
  }

  private static OutputLine line(Lines of, int sequence, Instant now, Entry entry) {
    return new OutputLine(
        of.rotationId(),
        of.tenantId(),
        of.applicationId(),
        sequence,
        now,
        entry.step(),
        entry.binding(),
        entry.outcome(),
        entry.reason(),
        sentence(entry.message()),
        entry.took() == null ? null : entry.took().toMillis(),
        entry.planned(),
        entry.secretExpiresOn(),
        correlationId(of.cause()));
  }

  /** The text with a full stop at its end. */
  public static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /** All lines of a rotation in their order. */
  public List<OutputLine> of(UUID rotationId) {
    return jdbc.sql(
            """
            select r.tenant_id, r.application_id, r.trace_parent, o.* from rotation_output o
              join rotation r on r.id = o.rotation_id
             where o.rotation_id = :id order by o.sequence
            """)
        .param("id", rotationId)
        .query(RotationOutput::line)
        .list();
  }

  private void insert(List<OutputLine> lines) {
    jdbc.sql(
            """
            insert into rotation_output (rotation_id, sequence, at, step, binding_id, outcome, reason,
                message, duration_ms, planned, secret_expires_on)
            select id, sequence, at, step, binding_id, outcome, reason, message, duration_ms, planned,
                   secret_expires_on
              from unnest(:ids::uuid[], :sequences::int[], :ats::timestamptz[], :steps::text[],
                  :bindings::uuid[], :outcomes::text[], :reasons::text[], :messages::text[],
                  :durations::bigint[], :planned::jsonb[], :expiries::timestamptz[])
                as line (id, sequence, at, step, binding_id, outcome, reason, message, duration_ms,
                         planned, secret_expires_on)
            """)
        .param("ids", Column.of(lines, OutputLine::rotationId, UUID[]::new))
        .param("sequences", Column.of(lines, OutputLine::sequence, Integer[]::new))
        .param("ats", Column.text(lines, OutputLine::at))
        .param("steps", Column.text(lines, OutputLine::step))
        .param("bindings", Column.of(lines, OutputLine::binding, UUID[]::new))
        .param("outcomes", Column.text(lines, OutputLine::outcome))
        .param("reasons", Column.text(lines, OutputLine::reason))
        .param("messages", Column.text(lines, OutputLine::message))
        .param("durations", Column.of(lines, OutputLine::durationMs, Long[]::new))
        .param("expiries", Column.text(lines, OutputLine::secretExpiresOn))
        .param(
            "planned",
            Column.text(
                lines,
                line -> line.planned() == null ? null : JSON.writeValueAsString(line.planned())))
        .update();
  }

  private static @Nullable UUID correlationId(@Nullable String cause) {
    return cause == null
        ? null
        : TraceParent.read(cause).map(TraceParent::correlationId).orElse(null);
  }

  private static @Nullable Planned planned(@Nullable String json) {
    return json == null ? null : JSON.readValue(json, Planned.class);
  }

  private static OutputLine line(ResultSet row, int index) throws SQLException {
    String reason = row.getString("reason");
    OffsetDateTime expires = row.getObject("secret_expires_on", OffsetDateTime.class);
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
        row.getObject("duration_ms", Long.class),
        planned(row.getString("planned")),
        expires == null ? null : expires.toInstant(),
        correlationId(row.getString("trace_parent")));
  }
}
