package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.StoredSecret;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.encryption.StoredCredentials;
import io.keyturn.settings.timing.MaintenanceWindows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tenants of this installation. One exists once its settings have been saved. */
@Component
public class Tenants {

  private static final String TOKEN_COLUMN = "tenant.personal_access_token";

  private final JdbcClient sql;
  private final StoredCredentials credentials;

  Tenants(JdbcClient sql, StoredCredentials credentials) {
    this.sql = sql;
    this.credentials = credentials;
  }

  public Optional<DevOpsSettings> find(UUID tenantId) {
    return sql.sql("select * from tenant where tenant_id = ?")
        .param(tenantId)
        .query((row, n) -> read(row, ""))
        .optional();
  }

  /**
   * @throws ProblemException {@code tenant.unknown}
   */
  public DevOpsSettings get(UUID tenantId) {
    return find(tenantId).orElseThrow(Tenants::unknown);
  }

  /**
   * Until the transaction ends nobody else changes this tenant's settings, connectors, applications
   * or bindings: rules that span several rows are checked behind this.
   *
   * @throws ProblemException {@code tenant.unknown}
   */
  public void lock(UUID tenantId) {
    sql.sql("select 1 from tenant where tenant_id = ? for update")
        .param(tenantId)
        .query(Integer.class)
        .optional()
        .orElseThrow(Tenants::unknown);
  }

  /** As {@link #lock}, for the settings themselves: they may not exist yet. */
  void lockSettings(UUID tenantId) {
    sql.sql("select pg_advisory_xact_lock(hashtextextended('tenant/' || ?, 0))")
        .param(tenantId.toString())
        .query((row, n) -> row)
        .list();
  }

  /** The tenant's own token in the clear; empty when none is stored. */
  public Optional<ClientSecret> personalAccessToken(UUID tenantId) {
    return stored(tenantId).map(it -> credentials.decrypt(it.ciphertext(), tenantId, TOKEN_COLUMN));
  }

  Optional<StoredToken> stored(UUID tenantId) {
    return sql.sql(
            """
            select personal_access_token, personal_access_token_fingerprint from tenant
              where tenant_id = ? and personal_access_token is not null
            """)
        .param(tenantId)
        .query((row, n) -> new StoredToken(row.getString(1), row.getString(2)))
        .optional();
  }

  StoredToken encrypted(UUID tenantId, ClientSecret token) {
    return new StoredToken(
        credentials.encrypt(token, tenantId, TOKEN_COLUMN),
        credentials.fingerprint(token, tenantId));
  }

  /** Saving the same twice is the same as once, but for who did it when. */
  void save(UUID tenantId, DevOpsSettings settings, @Nullable StoredToken token) {
    sql.sql(
            """
            insert into tenant (tenant_id, integration_enabled, use_service_principal,
                include_home_tenant_organizations, personal_access_token,
                personal_access_token_fingerprint, service_principal_tenant_id,
                service_principal_client_id, service_principal_vault_url,
                service_principal_secret_name, personal_access_token_expires_on,
                maintenance_windows, approval_scheduled, approval_seconds, updated_at, updated_by)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
              on conflict (tenant_id) do update set
                integration_enabled = excluded.integration_enabled,
                use_service_principal = excluded.use_service_principal,
                include_home_tenant_organizations = excluded.include_home_tenant_organizations,
                personal_access_token = excluded.personal_access_token,
                personal_access_token_fingerprint = excluded.personal_access_token_fingerprint,
                service_principal_tenant_id = excluded.service_principal_tenant_id,
                service_principal_client_id = excluded.service_principal_client_id,
                service_principal_vault_url = excluded.service_principal_vault_url,
                service_principal_secret_name = excluded.service_principal_secret_name,
                personal_access_token_expires_on = excluded.personal_access_token_expires_on,
                maintenance_windows = excluded.maintenance_windows,
                approval_scheduled = excluded.approval_scheduled,
                approval_seconds = excluded.approval_seconds,
                updated_at = excluded.updated_at,
                updated_by = excluded.updated_by
            """)
        .params(
            Arrays.asList(
                tenantId,
                settings.integrationEnabled(),
                settings.useServicePrincipal(),
                settings.includeHomeTenantOrganizations(),
                token == null ? null : token.ciphertext(),
                token == null ? null : token.fingerprint(),
                ServicePrincipals.tenantId(settings.servicePrincipal()),
                ServicePrincipals.clientId(settings.servicePrincipal()),
                ServicePrincipals.vaultUrl(settings.servicePrincipal()),
                ServicePrincipals.secretName(settings.servicePrincipal()),
                settings.personalAccessTokenExpiresOn(),
                MaintenanceWindows.column(settings.maintenanceWindows()),
                settings.approval() != null && settings.approval().scheduledToo(),
                settings.approval() == null ? null : settings.approval().timeout().toSeconds(),
                settings.updatedAt().atOffset(ZoneOffset.UTC),
                settings.updatedBy()))
        .update();
  }

  public static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "tenant.unknown",
        "This tenant has no Azure DevOps settings yet.",
        "Save the tenant's Azure DevOps settings first.");
  }

  /**
   * @param prefix before the table's own names of the columns
   */
  public static DevOpsSettings read(ResultSet row, String prefix) throws SQLException {
    return new DevOpsSettings(
        row.getBoolean(prefix + "integration_enabled"),
        row.getBoolean(prefix + "use_service_principal"),
        row.getBoolean(prefix + "include_home_tenant_organizations"),
        StoredSecret.ofFingerprint(row.getString(prefix + "personal_access_token_fingerprint")),
        ServicePrincipals.of(row, prefix),
        row.getObject(prefix + "personal_access_token_expires_on", LocalDate.class),
        MaintenanceWindows.of(row.getString(prefix + "maintenance_windows")),
        Approvals.of(row, prefix),
        row.getObject(prefix + "updated_at", OffsetDateTime.class).toInstant(),
        row.getString(prefix + "updated_by"));
  }

  /** A token as the table holds it. */
  record StoredToken(String ciphertext, String fingerprint) {}
}
