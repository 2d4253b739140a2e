package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.worker.output.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The lanes, one per application: who works on them, and when the next one is due. Every row may be
 * reached by several workers; whoever saves carries the fence of its lease.
 */
public final class Lanes {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final String owner;
  private final Duration lease;
  private final WriteTimes write;

  /**
   * @param timeout after which this worker gives up on the answer to a write
   * @param late how long after a lane was lost a request of its former worker may still arrive
   */
  public record WriteTimes(Duration timeout, Duration late) {}

  /**
   * @param owner this process; unique among the workers of an installation
   * @param lease how long a lane stays ours without a heartbeat
   */
  public Lanes(JdbcClient jdbc, Clock clock, String owner, Duration lease, WriteTimes write) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.owner = owner;
    this.lease = lease;
    this.write = write;
  }

  /**
   * Opens lanes if need be and makes them due at once. Part of the caller's transaction.
   *
   * @param lanes no lane twice
   */
  void makeDue(Collection<Lane.Key> lanes) {
    makeDue(lanes, clock.instant());
  }

  /** The same, ahead of everything else that is due. */
  void makeDueFirst(Collection<Lane.Key> lanes) {
    makeDue(lanes, Instant.EPOCH);
  }

  private void makeDue(Collection<Lane.Key> lanes, Instant at) {
    // In one order, so that nobody who locks several lanes waits for another in a circle.
    List<Lane.Key> sorted =
        lanes.stream()
            .sorted(Comparator.comparing(Lane.Key::tenantId).thenComparing(Lane.Key::applicationId))
            .toList();
    jdbc.sql(
            """
            insert into lane (tenant_id, application_id, due_at)
            select tenant, application, :at
              from unnest(:tenants::text[], :applications::text[]) with ordinality
                as news (tenant, application, place)
             order by place
            on conflict (tenant_id, application_id)
            do update set due_at = least(lane.due_at, excluded.due_at)
            """)
        .param("tenants", Column.text(sorted, Lane.Key::tenantId))
        .param("applications", Column.text(sorted, Lane.Key::applicationId))
        .param("at", at(at))
        .update();
  }

  /** Takes due lanes that nobody holds, the longest due first; never one twice. */
  List<Lease> claim(int atMost) {
    return claim(
        """
        select tenant_id, application_id from lane
         where due_at <= :now and (lease_until is null or lease_until < :now)
         order by due_at limit :atMost for update skip locked
        """,
        Map.of("atMost", atMost));
  }

  /** Takes that lane whether or not it is due, unless somebody holds it. */
  Optional<Lease> claim(Lane.Key key) {
    return claim(
            """
            select tenant_id, application_id from lane
             where tenant_id = :tenant and application_id = :application
               and (lease_until is null or lease_until < :now)
               for update skip locked
            """,
            Map.of("tenant", key.tenantId(), "application", key.applicationId()))
        .stream()
        .findFirst();
  }

  private List<Lease> claim(String which, Map<String, ?> values) {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            update lane
               set lease_owner = :owner, lease_until = :until, fence = fence + 1,
                   -- Nobody gave it back: what its former worker had under way may still arrive.
                   late_until = case when lease_owner is null or newest_version is null
                                     then late_until else :late end,
                   late_version = case when lease_owner is null then late_version
                                       when late_until > :now
                                            and late_version is distinct from newest_version
                                       then null else newest_version end
             where (tenant_id, application_id) in (%s)
            returning tenant_id, application_id, lease_owner, fence, lease_until, newest_vault_url,
                newest_secret_name, newest_version, newest_created_at, late_until, late_version,
                exists (select 1 from operator_decision decision
                         where decision.tenant_id = lane.tenant_id
                           and decision.application_id = lane.application_id
                           and decision.done_at is null),
                exists (select 1 from client_secret own
                         where own.tenant_id = lane.tenant_id
                           and own.application_id = lane.application_id)
            """
                .formatted(which))
        .params(values)
        .param("owner", owner)
        .param("until", at(now.plus(lease)))
        .param("late", at(now.plus(write.late())))
        .param("now", at(now))
        .query(Lanes::lease)
        .list();
  }

  /** Keeps the leases of running lanes alive; never shortens one that a write has prolonged. */
  void heartbeat(Collection<Lease> running) {
    List<Lease> held = List.copyOf(running);
    jdbc.sql(
            """
            update lane set lease_until = greatest(lease_until, :until)
              from (select l.tenant_id as tenant, l.application_id as application from lane l
                      join unnest(:tenants::text[], :applications::text[], :fences::bigint[])
                           as mine (tenant, application, fence)
                        on l.tenant_id = mine.tenant and l.application_id = mine.application
                           and l.fence = mine.fence
                     order by l.tenant_id, l.application_id
                       for update of l) as still
             where tenant_id = still.tenant and application_id = still.application
            """)
        .param("until", at(clock.instant().plus(lease)))
        .param("tenants", Column.text(held, Lease::tenantId))
        .param("applications", Column.text(held, Lease::applicationId))
        .param("fences", Column.of(held, Lease::fence, Long[]::new))
        .update();
  }

  /**
   * Locks the lane's row for the rest of the caller's transaction and makes sure it is still ours.
   *
   * @throws LeaseLost when another worker has taken it
   */
  Instant hold(Lease held) {
    return jdbc.sql(
            """
            select lease_until from lane
             where tenant_id = :tenant and application_id = :application and fence = :fence
               and lease_owner = :owner
               for update
            """)
        .param("tenant", held.tenantId())
        .param("application", held.applicationId())
        .param("fence", held.fence())
        .param("owner", held.owner())
        .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional()
        .orElseThrow(() -> new LeaseLost(held));
  }

  /** Gives the lane back after a failure of our own, and leaves it alone until then. */
  void postpone(Lease held, Instant until) {
    jdbc.sql(
            """
            update lane set lease_owner = null, lease_until = null, due_at = :until
             where tenant_id = :tenant and application_id = :application and fence = :fence
            """)
        .param("until", at(until))
        .param("tenant", held.tenantId())
        .param("application", held.applicationId())
        .param("fence", held.fence())
        .update();
  }

  /** Whether a write that begins now is answered or given up before a lease that ends then. */
  boolean outlivesAWrite(Instant leaseUntil) {
    return clock.instant().plus(write.timeout()).isBefore(leaseUntil);
  }

  /**
   * Moves the lease's end on, so that it outlives a write that begins now.
   *
   * @throws LeaseLost when another worker has taken it
   */
  Instant prolong(Lease held) {
    Instant until = clock.instant().plus(write.timeout()).plus(lease);
    int ours =
        jdbc.sql(
                """
                update lane set lease_until = :until
                 where tenant_id = :tenant and application_id = :application and fence = :fence
                   and lease_owner = :owner
                """)
            .param("until", at(until))
            .param("tenant", held.tenantId())
            .param("application", held.applicationId())
            .param("fence", held.fence())
            .param("owner", held.owner())
            .update();
    if (ours != 1) {
      throw new LeaseLost(held);
    }
    return until;
  }

  /** Until when a lane is ours that is prolonged now. */
  Instant leaseFromNow() {
    return clock.instant().plus(lease);
  }

  /** When the next lane is due that nobody holds; empty when there is none. */
  Optional<Instant> nextDue() {
    return jdbc.sql(
            """
            select greatest(due_at, coalesce(lease_until, due_at)) as due from lane
             where due_at is not null order by due_at limit 1
            """)
        .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  private static Lease lease(ResultSet row, int index) throws SQLException {
    return new Lease(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        newest(row),
        lateWrite(row.getObject(10, OffsetDateTime.class), row.getString(11)),
        row.getBoolean(12),
        row.getBoolean(13));
  }

  private static Optional<KnownVersion> newest(ResultSet row) throws SQLException {
    String version = row.getString(8);
    return version == null
        ? Optional.empty()
        : Optional.of(
            new KnownVersion(
                new SecretVersion(row.getString(6), row.getString(7), version),
                row.getObject(9, OffsetDateTime.class).toInstant()));
  }

  private static Optional<Lease.LateWrite> lateWrite(
      @Nullable OffsetDateTime until, @Nullable String version) {
    return Optional.ofNullable(until)
        .map(end -> new Lease.LateWrite(end.toInstant(), Optional.ofNullable(version)));
  }

  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
