package io.keyturn.worker.rotation;

import static io.keyturn.worker.rotation.Lanes.at;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.trace.TraceParent;
import io.keyturn.worker.output.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What the worker knows of every rotation. How that changes while they run is in {@link Saves}. */
public final class Journal {

  private final JdbcClient jdbc;
  private final Clock clock;

  public Journal(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Takes rotations in. Those that the journal has already change nothing (FAULT-1).
   *
   * @return the new ones, in their order; the first place of their output is set aside
   */
  List<Rotation> insert(List<Rotation> rotations) {
    Set<UUID> fresh =
        new HashSet<>(
            jdbc.sql(
                    """
                    insert into rotation (id, tenant_id, application_id, trigger, vault_url,
                        secret_name, secret_version, expires_on, emergency, origin, origin_key,
                        state, received_at, next_attempt_at, output_sequence, retire_by, plan,
                        ignores_window, trace_parent)
                    select id, tenant, application, trigger, vault_url, name, version, expires_on,
                           emergency, origin, origin_key, state, received_at, received_at, 1,
                           retire_by, plan, ignores_window, trace_parent
                      from unnest(:ids::uuid[], :tenants::text[], :applications::text[],
                             :triggers::text[], :vaultUrls::text[], :names::text[],
                             :versions::text[], :expiresOn::timestamptz[], :emergency::boolean[],
                             :origins::text[], :originKeys::text[], :states::text[],
                             :receivedAts::timestamptz[], :retireBys::timestamptz[],
                             :plans::boolean[], :ignoreWindow::boolean[], :causes::text[])
                        with ordinality
                        as news (id, tenant, application, trigger, vault_url, name, version,
                             expires_on, emergency, origin, origin_key, state, received_at,
                             retire_by, plan, ignores_window, trace_parent, place)
                     order by place
                    on conflict (id) do nothing
                    returning id
                    """)
                .param("ids", Column.of(rotations, Rotation::id, UUID[]::new))
                .param("tenants", Column.text(rotations, Rotation::tenantId))
                .param("applications", Column.text(rotations, Rotation::applicationId))
                .param("triggers", Column.text(rotations, Rotation::trigger))
                .param("vaultUrls", Column.text(rotations, of(SecretVersion::vaultUrl)))
                .param("names", Column.text(rotations, of(SecretVersion::name)))
                .param("versions", Column.text(rotations, of(SecretVersion::version)))
                .param("expiresOn", Column.text(rotations, news -> news.expiresOn().orElse(null)))
                .param("emergency", Column.of(rotations, Rotation::emergency, Boolean[]::new))
                .param(
                    "ignoreWindow", Column.of(rotations, Rotation::ignoresWindow, Boolean[]::new))
                .param("causes", Column.text(rotations, news -> news.cause().orElse(null)))
                .param("origins", Column.text(rotations, Rotation::origin))
                .param("originKeys", Column.text(rotations, news -> news.originKey().orElse(null)))
                .param("states", Column.text(rotations, Rotation::state))
                .param("receivedAts", Column.text(rotations, Rotation::receivedAt))
                .param("retireBys", Column.text(rotations, news -> news.retireBy().orElse(null)))
                .param("plans", Column.of(rotations, Rotation::plan, Boolean[]::new))
                .query(UUID.class)
                .list());
    // The same event twice in one batch is one row, and one rotation.
    return rotations.stream().filter(rotation -> fresh.remove(rotation.id())).toList();
  }

  private static Function<Rotation, @Nullable Object> of(Function<SecretVersion, String> part) {
    return rotation -> rotation.secret().map(part).orElse(null);
  }

  /** What there is to do in lanes that were just taken. */
  List<Work> work(List<Lease> leases) {
    Map<Lane.Key, List<Rotation>> unfinished = unfinished(leases);
    Map<Lane.Key, Map<UUID, String>> held = held(leases);
    return leases.stream()
        .map(lease ->
            new Work(
                new Lane(lease, held.getOrDefault(Lane.Key.of(lease), Map.of())),
                unfinished.getOrDefault(Lane.Key.of(lease), List.of())))
        .toList();
  }

  /**
   * @param unfinished rotations in the order they arrived
   */
  record Work(Lane lane, List<Rotation> unfinished) {}

  /** A lane's unfinished rotations in the order they arrived. */
  List<Rotation> unfinished(Lease lease) {
    return unfinished(List.of(lease)).getOrDefault(Lane.Key.of(lease), List.of());
  }

  private Map<Lane.Key, List<Rotation>> unfinished(List<Lease> leases) {
    Map<Lane.Key, List<Rotation>> unfinished = new HashMap<>();
    RowCallbackHandler row =
        found -> {
          Rotation rotation = rotation(found, 0);
          unfinished
              .computeIfAbsent(
                  new Lane.Key(rotation.tenantId(), rotation.applicationId()),
                  _ -> new ArrayList<>())
              .add(rotation);
        };
    lanes(
            """
            select r.* from unnest(:tenants::text[], :applications::text[]) as lane (tenant, application)
             cross join lateral
                   (select * from rotation r
                     where r.tenant_id = lane.tenant and r.application_id = lane.application
                       and r.finished_at is null
                     -- Lane by lane: PostgreSQL may believe that hardly anything is unfinished,
                     -- and would then go through all that is for each of these.
                    offset 0) r
             order by r.arrival
            """,
            leases)
        .query(row);
    return unfinished;
  }

  /** Our own record of what the connections of these lanes hold: version by binding. */
  private Map<Lane.Key, Map<UUID, String>> held(List<Lease> leases) {
    Map<Lane.Key, Map<UUID, String>> held = new HashMap<>();
    RowCallbackHandler row =
        found ->
            held.computeIfAbsent(
                    new Lane.Key(found.getString(1), found.getString(2)), _ -> new HashMap<>())
                .put(found.getObject(3, UUID.class), found.getString(4));
    lanes(
            """
            select c.tenant_id, c.application_id, c.binding_id, c.secret_version
              from unnest(:tenants::text[], :applications::text[]) as lane (tenant, application)
             cross join lateral
                   (select * from connection_secret c
                     where c.tenant_id = lane.tenant and c.application_id = lane.application
                    offset 0) c
            """,
            leases)
        .query(row);
    return held;
  }

  private StatementSpec lanes(String sql, List<Lease> leases) {
    return jdbc.sql(sql)
        .param("tenants", Column.text(leases, Lease::tenantId))
        .param("applications", Column.text(leases, Lease::applicationId));
  }

  /** What that connection held before the rotation wrote to it; empty when it is not known. */
  Optional<String> previousVersion(UUID rotationId, UUID bindingId) {
    return jdbc.sql(
            """
            select previous_version from rotation_binding
             where rotation_id = :rotation and binding_id = :binding
               and previous_version is not null
            """)
        .param("rotation", rotationId)
        .param("binding", bindingId)
        .query(String.class)
        .optional();
  }

  /** When that connection was last verified with what Keyturn wrote there. */
  Optional<Instant> verifiedAt(Rotation rotation, UUID bindingId) {
    return jdbc.sql(
            """
            select verified_at from connection_secret
             where tenant_id = :tenant and application_id = :application and binding_id = :binding
            """)
        .param("tenant", rotation.tenantId())
        .param("application", rotation.applicationId())
        .param("binding", bindingId)
        .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  /** How the rotation's connections have proved themselves since they were verified. */
  Probing.Passed probed(UUID rotationId) {
    return jdbc.sql("select probes, probed_at, probe_failed from rotation where id = :id")
        .param("id", rotationId)
        .query((row, _) ->
            new Probing.Passed(
                row.getInt(1),
                Optional.ofNullable(row.getObject(2, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant),
                row.getBoolean(3)))
        .single();
  }

  /** Part of the caller's transaction. */
  void probed(UUID rotationId, Probing.Passed passed) {
    jdbc.sql(
            """
            update rotation set probes = :probes, probed_at = :at, probe_failed = :failed
             where id = :id
            """)
        .param("probes", passed.passed())
        .param("at", passed.at().map(Lanes::at).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("failed", passed.failed())
        .param("id", rotationId)
        .update();
  }

  /** A rotation, finished or not. */
  public Optional<Rotation> find(UUID id) {
    return jdbc.sql("select * from rotation where id = :id")
        .param("id", id)
        .query(Journal::rotation)
        .optional();
  }

  /** Not before then, as long as nothing has come of it yet. */
  void notBefore(UUID id, Instant at) {
    jdbc.sql(
            """
            update rotation set next_attempt_at = :at
             where id = :id and finished_at is null and state = 'RECEIVED' and attempt = 0
            """)
        .param("at", at(at))
        .param("id", id)
        .update();
  }

  /** A rotation that waits is due now; false when it is finished. */
  boolean tryNow(UUID id) {
    return jdbc.sql(
                """
                update rotation set next_attempt_at = :now, waiting_since = null, reason = null
                 where id = :id and finished_at is null
                """)
            .param("now", at(clock.instant()))
            .param("id", id)
            .update()
        == 1;
  }

  /** False when it has not failed, or an operator has abandoned it. */
  boolean reopen(UUID id, RotationState as) {
    return jdbc.sql(
                """
                update rotation
                   set state = :state, finished_at = null, next_attempt_at = :now, attempt = 0,
                       waiting_since = null, reason = null, probes = 0, probe_failed = false
                 where id = :id and finished_at is not null and state = any(:before)
                   and reason is distinct from :abandoned
                """)
            .param("state", as.name())
            .param("now", at(clock.instant()))
            .param("id", id)
            .param("before", as.predecessors())
            .param("abandoned", Reason.ABANDONED_BY_OPERATOR.name())
            .update()
        == 1;
  }

  /** What was given up or refused of its connections has its way before it again. */
  void takeUpAgain(UUID rotationId, boolean written) {
    jdbc.sql(
            written
                ? """
                update rotation_binding
                   set progress = case progress when 'FAILED' then 'UPDATING' else 'PENDING' end,
                       reason = null
                 where rotation_id = :id and progress in ('FAILED', 'REFUSED')
                """
                : "delete from rotation_binding where rotation_id = :id")
        .param("id", rotationId)
        .update();
  }

  /** Ends what waits, and marks what has failed; false for anything else. */
  boolean abandon(UUID id) {
    return jdbc.sql(
                """
                update rotation
                   set state = 'FAILED', finished_at = coalesce(finished_at, :now),
                       next_attempt_at = null, reason = :abandoned
                 where id = :id and reason is distinct from :abandoned
                   and (finished_at is null or state = 'FAILED')
                """)
            .param("now", at(clock.instant()))
            .param("id", id)
            .param("abandoned", Reason.ABANDONED_BY_OPERATOR.name())
            .update()
        == 1;
  }

  Map<UUID, BindingProgress> progress(UUID rotationId) {
    Map<UUID, BindingProgress> progress = new HashMap<>();
    RowCallbackHandler row =
        found ->
            progress.put(
                found.getObject(1, UUID.class), BindingProgress.valueOf(found.getString(2)));
    jdbc.sql("select binding_id, progress from rotation_binding where rotation_id = :id")
        .param("id", rotationId)
        .query(row);
    return progress;
  }

  /** Whether a line of that rotation's output has this reason. */
  boolean hasTold(UUID rotationId, Reason reason) {
    return jdbc.sql(
            """
            select exists (select 1 from rotation_output
                            where rotation_id = :id and reason = :reason)
            """)
        .param("id", rotationId)
        .param("reason", reason.name())
        .query(Boolean.class)
        .single();
  }

  /**
   * A leak that was being answered stays one when a newer version takes its place: whoever carries
   * that answers it now, by the same deadline or its own, whichever is first.
   */
  void inheritEmergency(Rotation superseded) {
    jdbc.sql(
            """
            update rotation
               set emergency = true, retire_by = least(retire_by, :retireBy::timestamptz),
                   next_attempt_at = least(next_attempt_at, :now)
             where tenant_id = :tenant and application_id = :application and id <> :id
               and finished_at is null and not plan
            """)
        .param("retireBy", superseded.retireBy().map(Lanes::at).orElse(null))
        .param("now", at(clock.instant()))
        .param("tenant", superseded.tenantId())
        .param("application", superseded.applicationId())
        .param("id", superseded.id())
        .update();
  }

  Reason firstRefusal(UUID rotationId) {
    return Reason.valueOf(
        jdbc.sql(
                """
                select o.reason from rotation_output o
                 where o.rotation_id = :id and o.outcome = 'REFUSED' order by o.sequence limit 1
                """)
            .param("id", rotationId)
            .query(String.class)
            .single());
  }

  private static Rotation rotation(ResultSet row, int index) throws SQLException {
    return new Rotation(
        row.getObject("id", UUID.class),
        row.getString("tenant_id"),
        row.getString("application_id"),
        row.getLong("arrival"),
        Trigger.valueOf(row.getString("trigger")),
        secret(row),
        instant(row, "expires_on"),
        row.getBoolean("emergency"),
        row.getString("origin"),
        Optional.ofNullable(row.getString("origin_key")),
        RotationState.valueOf(row.getString("state")),
        row.getInt("attempt"),
        Optional.ofNullable(row.getString("reason")).map(Reason::valueOf),
        instant(row, "waiting_since"),
        instant(row, "next_attempt_at"),
        instant(row, "received_at").orElseThrow(),
        instant(row, "retire_by"),
        row.getBoolean("plan"),
        row.getBoolean("ignores_window"),
        Optional.ofNullable(row.getString("trace_parent")).flatMap(TraceParent::read));
  }

  private static Optional<SecretVersion> secret(ResultSet row) throws SQLException {
    String version = row.getString("secret_version");
    return version == null
        ? Optional.empty()
        : Optional.of(
            new SecretVersion(row.getString("vault_url"), row.getString("secret_name"), version));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
