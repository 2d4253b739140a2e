package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.worker.output.Column;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Save.OfRotation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Writes any number of saves with one statement for each kind of change. All of it is part of the
 * caller's transaction.
 */
final class SaveStatements {

  private final JdbcClient jdbc;
  private final RotationOutput output;
  private final DeadLetters deadLetters;
  private final BindingStatements bindings;
  private final Clock clock;
  private final Arrivals arrivals;
  private final Journal journal;

  SaveStatements(
      JdbcClient jdbc,
      RotationOutput output,
      DeadLetters deadLetters,
      Arrivals arrivals,
      Journal journal,
      Clock clock) {
    this.jdbc = jdbc;
    this.output = output;
    this.deadLetters = deadLetters;
    this.bindings = new BindingStatements(jdbc, clock);
    this.clock = clock;
    this.arrivals = arrivals;
    this.journal = journal;
  }

  /**
   * @return the saves of which nothing was written, and why
   */
  Map<Save, RuntimeException> write(List<Save> saves) {
    Map<Save, RuntimeException> refused = new IdentityHashMap<>();
    List<Save> held = hold(saves, refused);
    List<Save> moved = move(held, refused);
    bindings.write(moved);
    begin(only(moved, save -> save.begins() != null));
    moved.forEach(this::tellDeadLetter);
    moved.forEach(this::repairLater);
    moved.forEach(save -> save.also().forEach(Runnable::run));
    release(only(moved, Save::release));
    return refused;
  }

  /** Locks the lanes for the rest of the transaction; who has lost its lease is left out. */
  private List<Save> hold(List<Save> saves, Map<Save, RuntimeException> refused) {
    Set<Held> ours = new HashSet<>();
    lanes(
            // In one order, so that nobody who locks several lanes waits for another in a circle.
            """
            select l.tenant_id, l.application_id, l.fence from lane l
              join unnest(:tenants::text[], :applications::text[], :fences::bigint[], :owners::text[])
                   as save (tenant, application, fence, owner)
                on l.tenant_id = save.tenant and l.application_id = save.application
                   and l.fence = save.fence and l.lease_owner = save.owner
             order by l.tenant_id, l.application_id
               for update of l
            """,
            saves)
        .query(row -> {
          ours.add(new Held(row.getString(1), row.getString(2), row.getLong(3)));
        });
    List<Save> held = new ArrayList<>();
    for (Save save : saves) {
      Lease one = save.lease();
      if (ours.contains(new Held(one.tenantId(), one.applicationId(), one.fence()))) {
        held.add(save);
      } else {
        refused.put(save, new LeaseLost(one));
      }
    }
    return held;
  }

  private List<Save> move(List<Save> saves, Map<Save, RuntimeException> refused) {
    List<Save> moving = only(saves, save -> save.rotation() != null);
    if (moving.isEmpty()) {
      return saves;
    }
    Map<UUID, Moved> moves = moveRotations(moving);
    List<Save> moved = new ArrayList<>();
    List<RotationOutput.Lines> lines = new ArrayList<>();
    for (Save save : saves) {
      OfRotation rotation = save.rotation();
      if (rotation == null) {
        moved.add(save);
        continue;
      }
      Moved last = moves.get(rotation.id());
      if (last == null) {
        refused.put(
            save,
            new IllegalStateException(
                "rotation " + rotation.id() + " is finished; nothing can be added to it"));
        continue;
      }
      moved.add(save);
      lines.add(
          new RotationOutput.Lines(
              rotation.id(),
              save.lease().tenantId(),
              save.lease().applicationId(),
              last.sequence() - save.lines().size() + 1,
              last.cause(),
              save.lines()));
    }
    output.write(lines);
    return moved;
  }

  /**
   * @param sequence the last one that is set aside for the rotation's output
   */
  private record Moved(int sequence, @Nullable String cause) {}

  private Map<UUID, Moved> moveRotations(List<Save> saves) {
    List<OfRotation> rotations =
        saves.stream().map(Save::rotation).map(Objects::requireNonNull).toList();
    Map<UUID, Moved> moves = new HashMap<>();
    jdbc.sql(
            """
            update rotation r
               set state = coalesce(s.state, r.state),
                   vault_url = coalesce(s.vault_url, r.vault_url),
                   secret_name = coalesce(s.secret_name, r.secret_name),
                   secret_version = coalesce(s.secret_version, r.secret_version),
                   attempt = case when s.progressed then 0 else r.attempt end
                     + case when s.next_attempt_at is null then 0 else 1 end,
                   waiting_since = coalesce(case when s.progressed then null else r.waiting_since end,
                     case when s.next_attempt_at is null then null else :now end),
                   next_attempt_at = case when s.finishes then null
                     else coalesce(s.next_attempt_at, r.next_attempt_at) end,
                   finished_at = case when s.finishes then :now end,
                   reason = case when s.finishes or s.progressed then s.reason
                     else coalesce(s.reason, r.reason) end,
                   output_sequence = r.output_sequence + s.lines
              from unnest(:ids::uuid[], :states::text[], :finishes::boolean[], :vaultUrls::text[],
                     :names::text[], :versions::text[], :progressed::boolean[],
                     :nexts::timestamptz[], :reasons::text[], :lines::int[])
                as s (id, state, finishes, vault_url, secret_name, secret_version, progressed,
                      next_attempt_at, reason, lines)
             where r.id = s.id
                   -- Unfinished; said so that no index of the unfinished is gone through instead.
               and r.next_attempt_at is not null
            returning r.id, r.output_sequence, r.trace_parent
            """)
        .param("now", Lanes.at(clock.instant()))
        .param("ids", Column.of(rotations, OfRotation::id, UUID[]::new))
        .param("states", Column.text(rotations, OfRotation::to))
        .param("finishes", Column.of(rotations, OfRotation::finishes, Boolean[]::new))
        .param("vaultUrls", Column.text(rotations, of(SecretVersion::vaultUrl)))
        .param("names", Column.text(rotations, of(SecretVersion::name)))
        .param("versions", Column.text(rotations, of(SecretVersion::version)))
        .param("progressed", Column.of(rotations, OfRotation::progressed, Boolean[]::new))
        .param("nexts", Column.text(rotations, OfRotation::nextAttemptAt))
        .param("reasons", Column.text(rotations, OfRotation::reason))
        .param("lines", Column.of(saves, save -> save.lines().size(), Integer[]::new))
        .query(row -> {
          moves.put(row.getObject(1, UUID.class), new Moved(row.getInt(2), row.getString(3)));
        });
    return moves;
  }

  private static Function<OfRotation, @Nullable Object> of(Function<SecretVersion, String> part) {
    return rotation -> rotation.version() == null ? null : part.apply(rotation.version());
  }

  /** The version is on its way, and the lease outlives the write that is about to be made. */
  private void begin(List<Save> saves) {
    if (!saves.isEmpty()) {
      List<Save.Begins> begins =
          saves.stream().map(Save::begins).map(Objects::requireNonNull).toList();
      lanes(
              """
              update lane l
                 set newest_vault_url = s.vault_url, newest_secret_name = s.name,
                     newest_version = s.version, newest_created_at = s.created_at,
                     lease_until = greatest(l.lease_until, s.until)
                from unnest(:tenants::text[], :applications::text[], :fences::bigint[],
                       :owners::text[], :vaultUrls::text[], :names::text[], :versions::text[],
                       :createdAts::timestamptz[], :untils::timestamptz[])
                  as s (tenant, application, fence, owner, vault_url, name, version, created_at,
                        until)
               where l.tenant_id = s.tenant and l.application_id = s.application
              """,
              saves)
          .param("vaultUrls", Column.text(begins, one -> one.version().version().vaultUrl()))
          .param("names", Column.text(begins, one -> one.version().version().name()))
          .param("versions", Column.text(begins, one -> one.version().version().version()))
          .param("createdAts", Column.text(begins, one -> one.version().createdAt()))
          .param("untils", Column.text(begins, Save.Begins::leaseUntil))
          .update();
    }
  }

  private void tellDeadLetter(Save save) {
    Save.DeadLetter told = save.deadLetter();
    if (told != null) {
      deadLetters.add(told.reason().name(), told.why(), told.origin(), told.originKey());
    }
  }

  private void repairLater(Save save) {
    LateWrites.Repair repair = save.repair();
    if (repair != null) {
      arrivals.store(List.of(repair.again()));
      journal.notBefore(repair.again().id(), repair.notBefore());
    }
  }

  /**
   * Gives lanes back; each becomes due when its next rotation is. Looks while the lane's row is
   * locked, so that news which comes in at this moment is not overlooked.
   */
  private void release(List<Save> saves) {
    if (!saves.isEmpty()) {
      lanes(
              """
              update lane l
                 set lease_owner = null, lease_until = null,
                     due_at = least(
                       (select min(r.next_attempt_at) from rotation r
                         where r.tenant_id = l.tenant_id
                           and r.application_id = l.application_id
                           and r.finished_at is null),
                       (select min(d.received_at) from operator_decision d
                         where d.tenant_id = l.tenant_id
                           and d.application_id = l.application_id
                           and d.done_at is null))
                from unnest(:tenants::text[], :applications::text[], :fences::bigint[],
                       :owners::text[]) as s (tenant, application, fence, owner)
               where l.tenant_id = s.tenant and l.application_id = s.application
              """,
              saves)
          .update();
    }
  }

  private StatementSpec lanes(String sql, List<Save> saves) {
    return jdbc.sql(sql)
        .param("tenants", Column.text(saves, save -> save.lease().tenantId()))
        .param("applications", Column.text(saves, save -> save.lease().applicationId()))
        .param("fences", Column.of(saves, save -> save.lease().fence(), Long[]::new))
        .param("owners", Column.text(saves, save -> save.lease().owner()));
  }

  private static List<Save> only(List<Save> saves, Predicate<Save> which) {
    return saves.stream().filter(which).toList();
  }

  private record Held(String tenantId, String applicationId, long fence) {}
}
