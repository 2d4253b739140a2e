package io.keyturn.worker.rotation;

import static io.keyturn.worker.rotation.Lanes.at;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the worker knows of every rotation. A row is saved before the call it names, so that
 * recovery is running again. Methods that save are part of the caller's transaction.
 */
public final class Journal {

  private final JdbcClient jdbc;
  private final Clock clock;

  public Journal(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Takes a rotation in. The same event again changes nothing (FAULT-1).
   *
   * @return whether it is new
   */
  boolean insert(Rotation rotation) {
    return jdbc.sql(
                """
                insert into rotation (id, tenant_id, application_id, trigger, vault_url, secret_name,
                    secret_version, expires_on, emergency, origin, origin_key, state, received_at,
                    next_attempt_at)
                values (:id, :tenant, :application, :trigger, :vaultUrl, :name, :version,
                    :expiresOn, :emergency, :origin, :originKey, :state, :receivedAt, :receivedAt)
                on conflict (id) do nothing
                """)
            .param("id", rotation.id())
            .param("tenant", rotation.tenantId())
            .param("application", rotation.applicationId())
            .param("trigger", rotation.trigger().name())
            .param("vaultUrl", rotation.secret().map(SecretVersion::vaultUrl).orElse(null))
            .param("name", rotation.secret().map(SecretVersion::name).orElse(null))
            .param("version", rotation.secret().map(SecretVersion::version).orElse(null))
            .param("expiresOn", rotation.expiresOn().map(Lanes::at).orElse(null))
            .param("emergency", rotation.emergency())
            .param("origin", rotation.origin())
            .param("originKey", rotation.originKey().orElse(null))
            .param("state", rotation.state().name())
            .param("receivedAt", at(rotation.receivedAt()))
            .update()
        == 1;
  }

  /** A lane's unfinished rotations in the order they arrived. */
  List<Rotation> unfinished(String tenantId, String applicationId) {
    return jdbc.sql(
            """
            select * from rotation
             where tenant_id = :tenant and application_id = :application and finished_at is null
             order by arrival
            """)
        .param("tenant", tenantId)
        .param("application", applicationId)
        .query(Journal::rotation)
        .list();
  }

  /** A rotation, finished or not. */
  public Optional<Rotation> find(UUID id) {
    return jdbc.sql("select * from rotation where id = :id")
        .param("id", id)
        .query(Journal::rotation)
        .optional();
  }

  /** The secret was read, and with that it is known which version is carried. */
  void apply(UUID id, SecretVersion secret) {
    int moved =
        jdbc.sql(
                """
                update rotation
                   set state = :state, vault_url = :vaultUrl, secret_name = :name,
                       secret_version = :version
                 where id = :id and state = any(:before)
                """)
            .param("state", RotationState.APPLYING.name())
            .param("vaultUrl", secret.vaultUrl())
            .param("name", secret.name())
            .param("version", secret.version())
            .param("id", id)
            .param("before", RotationState.APPLYING.predecessors())
            .update();
    expectMoved(moved, id, RotationState.APPLYING);
  }

  /** Progress was made: the count of tries and the patience start anew. */
  void progressed(UUID id) {
    jdbc.sql("update rotation set attempt = 0, waiting_since = null, reason = null where id = :id")
        .param("id", id)
        .update();
  }

  void waitUntil(UUID id, Instant nextAttemptAt, Reason reason) {
    jdbc.sql(
            """
            update rotation
               set next_attempt_at = :next, attempt = attempt + 1, reason = :reason,
                   waiting_since = coalesce(waiting_since, :now)
             where id = :id
            """)
        .param("next", at(nextAttemptAt))
        .param("reason", reason.name())
        .param("now", at(clock.instant()))
        .param("id", id)
        .update();
  }

  void finish(UUID id, RotationState as, @Nullable Reason reason) {
    int moved =
        jdbc.sql(
                """
                update rotation
                   set state = :state, finished_at = :now, next_attempt_at = null, reason = :reason
                 where id = :id and state = any(:before)
                """)
            .param("state", as.name())
            .param("now", at(clock.instant()))
            .param("reason", reason == null ? null : reason.name())
            .param("id", id)
            .param("before", as.predecessors())
            .update();
    expectMoved(moved, id, as);
  }

  private static void expectMoved(int rows, UUID id, RotationState to) {
    if (rows != 1) {
      throw new IllegalStateException("rotation " + id + " cannot become " + to + " now");
    }
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
                       waiting_since = null, reason = null
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

  void saveProgress(UUID rotationId, UUID bindingId, BindingProgress to, @Nullable Reason reason) {
    jdbc.sql(
            """
            insert into rotation_binding (rotation_id, binding_id, progress, reason)
            values (:rotation, :binding, :progress, :reason)
            on conflict (rotation_id, binding_id)
            do update set progress = excluded.progress, reason = excluded.reason
            """)
        .param("rotation", rotationId)
        .param("binding", bindingId)
        .param("progress", to.name())
        .param("reason", reason == null ? null : reason.name())
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

  /** Our own record of the version that a connection holds and works with. */
  void connectionHolds(Rotation rotation, UUID bindingId, String version) {
    jdbc.sql(
            """
            insert into connection_secret (tenant_id, application_id, binding_id, secret_version,
                verified_at)
            values (:tenant, :application, :binding, :version, :now)
            on conflict (tenant_id, application_id, binding_id)
            do update set secret_version = excluded.secret_version, verified_at = excluded.verified_at
            """)
        .param("tenant", rotation.tenantId())
        .param("application", rotation.applicationId())
        .param("binding", bindingId)
        .param("version", version)
        .param("now", at(clock.instant()))
        .update();
  }

  /** Forgets what a connection holds: a write is about to begin. */
  void connectionUncertain(Rotation rotation, UUID bindingId) {
    jdbc.sql(
            """
            delete from connection_secret
             where tenant_id = :tenant and application_id = :application and binding_id = :binding
            """)
        .param("tenant", rotation.tenantId())
        .param("application", rotation.applicationId())
        .param("binding", bindingId)
        .update();
  }

  Optional<String> versionHeld(Rotation rotation, UUID bindingId) {
    return jdbc.sql(
            """
            select secret_version from connection_secret
             where tenant_id = :tenant and application_id = :application and binding_id = :binding
            """)
        .param("tenant", rotation.tenantId())
        .param("application", rotation.applicationId())
        .param("binding", bindingId)
        .query(String.class)
        .optional();
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
        instant(row, "received_at").orElseThrow());
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
