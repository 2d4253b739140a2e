package io.keyturn.settings.application;

import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.BindingState;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which service connections hold which application's secret. */
@Component
public class Bindings {

  private static final String COLUMNS =
      """
      id, organization, project_id, project_name, connection_id, connection_name, registry,
        created_at, created_by
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

  public List<Binding> of(UUID tenantId, UUID applicationId) {
    return sql.sql(
            "select "
                + COLUMNS
                + ", "
                + STATE
                + " from binding where tenant_id = ? and application_id = ? order by created_at, id")
        .params(tenantId, applicationId)
        .query((row, n) ->
            new Binding(
                row.getObject("id", UUID.class),
                row.getString("organization"),
                row.getObject("project_id", UUID.class),
                row.getString("project_name"),
                row.getObject("connection_id", UUID.class),
                row.getString("connection_name"),
                row.getString("registry"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                BindingState.valueOf(row.getString("state"))))
        .list();
  }

  Optional<Binding> find(UUID tenantId, UUID applicationId, UUID id) {
    return of(tenantId, applicationId).stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /**
   * @return false when this connection is bound already, by whichever tenant: nothing was stored
   */
  boolean add(UUID tenantId, UUID applicationId, Binding binding) {
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
