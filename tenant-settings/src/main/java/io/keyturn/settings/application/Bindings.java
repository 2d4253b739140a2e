package io.keyturn.settings.application;

import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.BindingOfTenant;
import io.keyturn.contracts.api.BindingState;
import io.keyturn.contracts.api.InspectionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which service connections hold which application's secret. */
@Component
public class Bindings {

  private static final String COLUMNS =
      """
      binding.id, binding.organization, binding.project_id, binding.project_name,
        binding.connection_id, binding.connection_name, binding.registry, binding.created_at,
        binding.created_by
      """;

  // SAVED_UNVERIFIED is no failure: nothing was asked yet.
  private static final String STATE =
      """
      case
        when not (select integration_enabled from tenant t where t.tenant_id = binding.tenant_id)
          then 'TENANT_OFF'
        when not (select integration_enabled from application a
            where a.tenant_id = binding.tenant_id and a.application_id = binding.application_id)
          then 'APPLICATION_OFF'
        else coalesce(
          (select case when c.status in ('CONNECTED', 'CONNECTED_NOTHING_VISIBLE',
                'CONNECTED_PARTIAL', 'SAVED_UNVERIFIED', 'VERIFYING')
              then 'READY' else 'CONNECTOR_NOT_READY' end
            from connector c where c.tenant_id = binding.tenant_id
              and lower(c.organization) = lower(binding.organization)),
          'CONNECTOR_MISSING')
        end as state
      """;

  private final JdbcClient sql;
  private final NextDue nextDue;

  Bindings(JdbcClient sql, NextDue nextDue) {
    this.sql = sql;
    this.nextDue = nextDue;
  }

  private static final String FROM =
      " from binding left join binding_inspection i on i.binding_id = binding.id ";

  public List<Binding> of(UUID tenantId, UUID applicationId) {
    return sql.sql(
            "select "
                + COLUMNS
                + ", "
                + STATE
                + ", "
                + LastLook.COLUMNS
                + FROM
                + " where binding.tenant_id = ? and binding.application_id = ?"
                + " order by binding.created_at, binding.id")
        .params(tenantId, applicationId)
        .query((row, n) -> binding(row))
        .list();
  }

  /**
   * By what the last look found, newest finding first.
   *
   * @param owner only those of the applications this object id owns; null for all
   * @param states any of them
   * @param after the id of a binding that this list gave; null to begin
   */
  public List<BindingOfTenant> lookedAt(
      UUID tenantId,
      @Nullable UUID owner,
      Collection<InspectionState> states,
      @Nullable UUID after,
      int most) {
    return sql.sql(
            "select "
                + COLUMNS
                + ", "
                + STATE
                + ", "
                + LastLook.COLUMNS
                + ", a.application_id as of_application, a.name as application_name"
                + " from binding_inspection i join binding on binding.id = i.binding_id"
                + """
                 join application a
                   on a.tenant_id = i.tenant_id and a.application_id = i.application_id
                 where i.tenant_id = :tenant and i.state = any(:states)
                   and (:owner::uuid is null or exists (select 1 from application_owner mine
                     where mine.tenant_id = i.tenant_id and mine.application_id = i.application_id
                       and mine.owner_id = :owner::uuid))
                """
                + (after == null
                    ? ""
                    : """
                     and (i.since, i.binding_id) < (select x.since, x.binding_id
                       from binding_inspection x
                      where x.tenant_id = :tenant and x.binding_id = :after)
                    """)
                + " order by i.since desc, i.binding_id desc limit :most")
        .param("tenant", tenantId)
        .param("owner", owner)
        .param("states", states.stream().map(Enum::name).toArray(String[]::new))
        .param("after", after)
        .param("most", most)
        .query((row, n) ->
            new BindingOfTenant(
                row.getString("of_application"), row.getString("application_name"), binding(row)))
        .list();
  }

  private static Binding binding(ResultSet row) throws SQLException {
    return new Binding(
        row.getObject("id", UUID.class),
        row.getString("organization"),
        row.getObject("project_id", UUID.class),
        row.getString("project_name"),
        row.getObject("connection_id", UUID.class),
        row.getString("connection_name"),
        row.getString("registry"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        BindingState.valueOf(row.getString("state")),
        LastLook.of(row));
  }

  Optional<Binding> find(UUID tenantId, UUID applicationId, UUID id) {
    return of(tenantId, applicationId).stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /**
   * @return false when this connection is bound already, by whichever tenant: nothing was stored
   */
  boolean add(UUID tenantId, UUID applicationId, Binding binding) {
    boolean added = insert(tenantId, applicationId, binding);
    if (added) {
      // It was looked at to be bound; the next look comes some time within a day.
      sql.sql(
              """
              insert into binding_inspection (binding_id, tenant_id, application_id, due_at)
                values (?, ?, ?, ?::timestamptz + (0.2 + 0.8 * random()) * interval '1 day')
              """)
          .params(
              binding.id(), tenantId, applicationId, binding.createdAt().atOffset(ZoneOffset.UTC))
          .update();
    }
    return added;
  }

  private boolean insert(UUID tenantId, UUID applicationId, Binding binding) {
    return sql.sql(
                """
                insert into binding (id, tenant_id, application_id, organization, project_id,
                    project_name, connection_id, connection_name, registry, created_at, created_by)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  on conflict (lower(organization), connection_id) do nothing
                """)
            .params(
                Arrays.asList(
                    binding.id(),
                    tenantId,
                    applicationId,
                    binding.organization(),
                    binding.projectId(),
                    binding.projectName(),
                    binding.connectionId(),
                    binding.connectionName(),
                    binding.registry(),
                    binding.createdAt().atOffset(ZoneOffset.UTC),
                    binding.createdBy()))
            .update()
        == 1;
  }

  void delete(UUID tenantId, UUID applicationId, UUID id) {
    sql.sql("delete from binding where tenant_id = ? and application_id = ? and id = ?")
        .params(tenantId, applicationId, id)
        .update();
    nextDue.expiryMayHaveChanged(tenantId, applicationId);
  }
}
