package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.RotationOfTenant;
import io.keyturn.contracts.api.Unresolved;
import io.keyturn.contracts.api.Unresolved.Trouble;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rotations across the applications of a tenant, or across those of one owner. */
@Component
public class TenantRotations {

  private static final String SELECT =
      """
      select r.*, a.name as application_name from rotation r
        left join application a on a.tenant_id = r.tenant_id and a.application_id = r.application_id
        where r.tenant_id = :tenant
          and (:owner::uuid is null or exists (select 1 from application_owner mine
            where mine.tenant_id = r.tenant_id and mine.application_id = r.application_id
              and mine.owner_id = :owner::uuid))
      """;

  private static final int MOST_TROUBLES = 3;

  private final JdbcClient sql;

  TenantRotations(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * Newest first, those before the given one.
   *
   * @param owner only those of the applications this object id owns; null for all
   * @param state only those in it; null for all
   */
  List<RotationOfTenant> list(
      UUID tenantId,
      @Nullable UUID owner,
      @Nullable String state,
      io.keyturn.contracts.api.@Nullable Rotation before,
      int most) {
    return sql.sql(
            SELECT
                + (state == null ? "" : " and r.state = :state")
                + (before == null ? "" : " and (r.since, r.rotation_id) < (:since, :before)")
                + " order by r.since desc, r.rotation_id desc limit :most")
        .param("tenant", tenantId)
        .param("owner", owner)
        .param("state", state)
        .param("since", before == null ? null : before.since().atOffset(ZoneOffset.UTC))
        .param("before", before == null ? null : before.rotationId())
        .param("most", most)
        .query((row, n) ->
            new RotationOfTenant(Rotations.rotation(row), row.getString("application_name")))
        .list();
  }

  /** Those that did not end well and that no newer one of the same application follows. */
  public List<Unresolved> unresolved(UUID tenantId, @Nullable UUID owner, Instant since, int most) {
    List<RotationOfTenant> found =
        sql.sql(
                SELECT
                    + """
                     and r.state in ('FAILED', 'REFUSED', 'WARNING') and r.since > :since
                     and not exists (select 1 from rotation newer
                       where newer.tenant_id = r.tenant_id
                         and newer.application_id = r.application_id
                         and newer.mode is distinct from 'plan' and newer.since > r.since)
                     order by r.since desc, r.rotation_id desc limit :most
                    """)
            .param("tenant", tenantId)
            .param("owner", owner)
            .param("since", since.atOffset(ZoneOffset.UTC))
            .param("most", most)
            .query((row, n) ->
                new RotationOfTenant(Rotations.rotation(row), row.getString("application_name")))
            .list();
    Map<UUID, List<Trouble>> troubles =
        troubles(tenantId, found.stream().map(it -> it.rotation().rotationId()).toList());
    return found.stream()
        .map(it ->
            new Unresolved(
                it.rotation(),
                it.applicationName(),
                troubles.getOrDefault(it.rotation().rotationId(), List.of())))
        .toList();
  }

  private Map<UUID, List<Trouble>> troubles(UUID tenantId, List<UUID> rotations) {
    Map<UUID, List<Trouble>> found = new HashMap<>();
    sql.sql(
            """
            select said.*, b.organization || '/' || b.project_name || '/' || b.connection_name
                as connection
              from (
                select *, row_number() over (partition by rotation_id order by sequence) as place
                  from (
                    select distinct on (rotation_id, binding) * from rotation_output
                      where tenant_id = :tenant and rotation_id = any(:rotations)
                        and step <> 'CONCLUDE'
                      order by rotation_id, binding, sequence desc) as last_word
                  where outcome in ('FAILED', 'REFUSED', 'WARNING')) as said
              left join binding b on b.tenant_id = said.tenant_id
                and b.application_id = said.application_id and b.id::text = said.binding
              where place <= :most order by rotation_id, sequence
            """)
        .param("tenant", tenantId)
        .param("rotations", rotations.toArray(UUID[]::new))
        .param("most", MOST_TROUBLES)
        .query(row -> {
          found
              .computeIfAbsent(row.getObject("rotation_id", UUID.class), it -> new ArrayList<>())
              .add(
                  new Trouble(
                      row.getString("step"),
                      row.getString("connection"),
                      row.getString("outcome"),
                      row.getString("reason"),
                      row.getString("message")));
        });
    return found;
  }
}
