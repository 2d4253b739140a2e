package io.keyturn.settings.worker;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.MaintenanceWindow;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.StoredConnector;
import io.keyturn.settings.tenant.Tenants;
import io.keyturn.settings.timing.MaintenanceWindows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * An application with all that belongs to it in one statement, which reads no more rows than it
 * answers however many applications there are: the worker asks for it at the start of every
 * rotation. One statement also sees one moment, so the parts fit each other.
 */
@Component
class LookUps {

  /** The connector's columns keep their names, and of two columns of a name the first is read. */
  private static final String LOOK_UP =
      """
      select null as findings, c.*,
          t.integration_enabled as of_tenant_integration_enabled,
          t.use_service_principal as of_tenant_use_service_principal,
          t.include_home_tenant_organizations as of_tenant_include_home_tenant_organizations,
          t.personal_access_token_fingerprint as of_tenant_personal_access_token_fingerprint,
          t.personal_access_token_expires_on as of_tenant_personal_access_token_expires_on,
          t.service_principal_tenant_id as of_tenant_service_principal_tenant_id,
          t.service_principal_client_id as of_tenant_service_principal_client_id,
          t.service_principal_vault_url as of_tenant_service_principal_vault_url,
          t.service_principal_secret_name as of_tenant_service_principal_secret_name,
          t.maintenance_windows as of_tenant_maintenance_windows,
          t.approval_seconds as of_tenant_approval_seconds,
          t.approval_scheduled as of_tenant_approval_scheduled,
          t.updated_at as of_tenant_updated_at,
          t.updated_by as of_tenant_updated_by,
          a.name as application_name,
          a.integration_enabled as application_enabled,
          a.vault_url, a.secret_name, a.overlap_seconds, a.automatic, a.validity_seconds,
          a.maintenance_windows, a.secret_expires_at,
          b.id as binding_id, b.organization as bound_organization, b.project_id,
          b.project_name, b.connection_id, b.connection_name, b.registry
        from tenant t
        left join application a on a.tenant_id = t.tenant_id and a.application_id = ?
        left join binding b
          on b.tenant_id = a.tenant_id and b.application_id = a.application_id
        left join connector c
          on c.tenant_id = b.tenant_id and lower(c.organization) = lower(b.organization)
        where t.tenant_id = ?
        order by b.created_at, b.id
      """;

  private final JdbcClient sql;
  private final Connectors connectors;

  LookUps(JdbcClient sql, Connectors connectors) {
    this.sql = sql;
    this.connectors = connectors;
  }

  /**
   * @param windows the application's own, or the tenant's
   * @param secretExpiresAt of the secret in force; null when that is not known
   * @param connectors those of the organizations that something is bound in, each once
   */
  record LookUp(
      DevOpsSettings tenant,
      String applicationName,
      boolean applicationEnabled,
      SecretLocation secret,
      RotationSettings.Renewal renewal,
      List<MaintenanceWindow> windows,
      @Nullable Instant secretExpiresAt,
      List<RotationSettings.Binding> bindings,
      Collection<StoredConnector> connectors) {

    LookUp {
      windows = List.copyOf(windows);
      bindings = List.copyOf(bindings);
      connectors = List.copyOf(connectors);
    }
  }

  /**
   * @throws ProblemException {@code tenant.unknown}, {@code application.unknown}
   */
  LookUp get(UUID tenantId, UUID applicationId) {
    return sql.sql(LOOK_UP).params(applicationId, tenantId).query(this::read);
  }

  private LookUp read(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw Tenants.unknown();
    }
    @Nullable String name = rows.getString("application_name");
    if (name == null) {
      throw Applications.unknown();
    }
    DevOpsSettings tenant = Tenants.read(rows, "of_tenant_");
    boolean enabled = rows.getBoolean("application_enabled");
    SecretLocation secret =
        new SecretLocation(rows.getString("vault_url"), rows.getString("secret_name"));
    RotationSettings.Renewal renewal =
        new RotationSettings.Renewal(
            rows.getBoolean("automatic"),
            Duration.ofSeconds(rows.getLong("validity_seconds")),
            Duration.ofSeconds(rows.getLong("overlap_seconds")));
    List<MaintenanceWindow> own = MaintenanceWindows.of(rows.getString("maintenance_windows"));
    List<MaintenanceWindow> windows = own.isEmpty() ? tenant.maintenanceWindows() : own;
    @Nullable OffsetDateTime expires = rows.getObject("secret_expires_at", OffsetDateTime.class);
    List<RotationSettings.Binding> bindings = new ArrayList<>();
    Map<UUID, StoredConnector> theirs = new LinkedHashMap<>();
    do {
      if (rows.getObject("binding_id", UUID.class) instanceof UUID id) {
        bindings.add(binding(id, rows));
      }
      if (rows.getObject("id", UUID.class) instanceof UUID id && !theirs.containsKey(id)) {
        theirs.put(id, connectors.read(rows));
      }
    } while (rows.next());
    return new LookUp(
        tenant,
        name,
        enabled,
        secret,
        renewal,
        windows,
        expires == null ? null : expires.toInstant(),
        bindings,
        theirs.values());
  }

  private static RotationSettings.Binding binding(UUID id, ResultSet row) throws SQLException {
    return new RotationSettings.Binding(
        id,
        row.getString("bound_organization"),
        row.getObject("project_id", UUID.class),
        row.getString("project_name"),
        row.getObject("connection_id", UUID.class),
        row.getString("connection_name"),
        row.getString("registry"));
  }
}
