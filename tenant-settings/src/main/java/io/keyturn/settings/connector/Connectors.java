package io.keyturn.settings.connector;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.settings.federation.Federation;
import io.keyturn.settings.tenant.ServicePrincipals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The connectors of all tenants; each question is about one. */
@Component
public class Connectors {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient sql;
  private final Federation federation;

  Connectors(JdbcClient sql, Federation federation) {
    this.sql = sql;
    this.federation = federation;
  }

  List<StoredConnector> all(UUID tenantId) {
    return sql.sql("select * from connector where tenant_id = ? order by lower(name)")
        .param(tenantId)
        .query((row, n) -> read(row))
        .list();
  }

  Optional<StoredConnector> find(UUID tenantId, UUID id) {
    return sql.sql("select * from connector where tenant_id = ? and id = ?")
        .params(tenantId, id)
        .query((row, n) -> read(row))
        .optional();
  }

  Optional<StoredConnector> named(UUID tenantId, String name) {
    return sql.sql("select * from connector where tenant_id = ? and lower(name) = lower(?)")
        .params(tenantId, name)
        .query((row, n) -> read(row))
        .optional();
  }

  /** The one for that organization, in whatever case it is written. */
  public Optional<StoredConnector> of(UUID tenantId, String organization) {
    return sql.sql("select * from connector where tenant_id = ? and lower(organization) = lower(?)")
        .params(tenantId, organization)
        .query((row, n) -> read(row))
        .optional();
  }

  /** Inserts it, or overwrites the one with its id. Uniqueness is checked behind the lock. */
  void save(StoredConnector row) {
    sql.sql(
            """
            insert into connector (id, tenant_id, name, organization, sign_in_kind,
                personal_access_token, personal_access_token_fingerprint,
                service_principal_tenant_id, service_principal_client_id,
                service_principal_vault_url, service_principal_secret_name,
                status, status_message, checked_at, updated_at, updated_by,
                personal_access_token_expires_on, verified_at, findings,
                federated_tenant_id, federated_client_id, default_project,
                certificate_tenant_id, certificate_client_id, certificate_vault_url,
                certificate_secret_name, managed_identity_client_id,
                managed_identity_application_tenant_id, managed_identity_application_id)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                  ?, ?, ?)
              on conflict (id) do update set
                name = excluded.name,
                organization = excluded.organization,
                sign_in_kind = excluded.sign_in_kind,
                personal_access_token = excluded.personal_access_token,
                personal_access_token_fingerprint = excluded.personal_access_token_fingerprint,
                service_principal_tenant_id = excluded.service_principal_tenant_id,
                service_principal_client_id = excluded.service_principal_client_id,
                service_principal_vault_url = excluded.service_principal_vault_url,
                service_principal_secret_name = excluded.service_principal_secret_name,
                status = excluded.status,
                status_message = excluded.status_message,
                checked_at = excluded.checked_at,
                updated_at = excluded.updated_at,
                updated_by = excluded.updated_by,
                personal_access_token_expires_on = excluded.personal_access_token_expires_on,
                verified_at = excluded.verified_at,
                findings = excluded.findings,
                federated_tenant_id = excluded.federated_tenant_id,
                federated_client_id = excluded.federated_client_id,
                default_project = excluded.default_project,
                certificate_tenant_id = excluded.certificate_tenant_id,
                certificate_client_id = excluded.certificate_client_id,
                certificate_vault_url = excluded.certificate_vault_url,
                certificate_secret_name = excluded.certificate_secret_name,
                managed_identity_client_id = excluded.managed_identity_client_id,
                managed_identity_application_tenant_id =
                    excluded.managed_identity_application_tenant_id,
                managed_identity_application_id = excluded.managed_identity_application_id
              where connector.tenant_id = excluded.tenant_id
            """)
        .params(columns(row))
        .update();
  }

  private static List<@Nullable Object> columns(StoredConnector row) {
    List<@Nullable Object> columns =
        new ArrayList<@Nullable Object>(
            Arrays.<@Nullable Object>asList(
                row.id(),
                row.tenantId(),
                row.name(),
                row.organization(),
                row.kind().name(),
                row.encryptedToken(),
                row.tokenFingerprint(),
                ServicePrincipals.tenantId(row.servicePrincipal()),
                ServicePrincipals.clientId(row.servicePrincipal()),
                ServicePrincipals.vaultUrl(row.servicePrincipal()),
                ServicePrincipals.secretName(row.servicePrincipal()),
                row.status().name(),
                row.statusMessage(),
                row.checkedAt().atOffset(ZoneOffset.UTC),
                row.updatedAt().atOffset(ZoneOffset.UTC),
                row.updatedBy(),
                row.tokenExpiresOn(),
                row.verifiedAt() == null ? null : row.verifiedAt().atOffset(ZoneOffset.UTC),
                JSON.writeValueAsString(row.findings()),
                FederatedIdentities.tenantId(row.federatedIdentity()),
                FederatedIdentities.clientId(row.federatedIdentity()),
                row.defaultProject()));
    columns.addAll(CertificatePrincipals.columns(row.certificatePrincipal()));
    columns.addAll(ManagedIdentities.columns(row.managedIdentity()));
    return columns;
  }

  void delete(UUID tenantId, UUID id) {
    sql.sql("delete from connector where tenant_id = ? and id = ?").params(tenantId, id).update();
  }

  /**
   * When an organization last accepted the tenant's own sign-in, and who it said that is; empty
   * when none has.
   */
  Optional<Accepted> tenantsSignInAccepted(UUID tenantId) {
    return sql.sql(
            """
            select verified_at, findings::json ->> 'signedInAs' from connector
              where tenant_id = ? and sign_in_kind = 'TENANT_DEFAULT' and verified_at is not null
              order by verified_at desc limit 1
            """)
        .param(tenantId)
        .query((row, n) ->
            new Accepted(row.getObject(1, OffsetDateTime.class).toInstant(), row.getString(2)))
        .optional();
  }

  record Accepted(Instant at, @Nullable String signedInAs) {}

  /** The bindings that would lose their sign-in without this organization's connector. */
  List<Dependent> dependents(UUID tenantId, String organization) {
    return sql.sql(
            """
            select id, application_id, project_name, connection_name from binding
              where tenant_id = ? and lower(organization) = lower(?) order by id limit 100
            """)
        .params(tenantId, organization)
        .query((row, n) ->
            new Dependent(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4)))
        .list();
  }

  /** The projects of that organization in which something is bound. */
  List<Project> boundProjects(UUID tenantId, String organization) {
    return sql.sql(
            """
            select project_id, min(project_name) from binding
              where tenant_id = ? and lower(organization) = lower(?)
              group by project_id order by 2 limit 100
            """)
        .params(tenantId, organization)
        .query((row, n) -> new Project(row.getObject(1, UUID.class), row.getString(2)))
        .list();
  }

  record Project(UUID id, String name) {}

  record Dependent(UUID bindingId, UUID applicationId, String project, String connection) {}

  /** From a result in which the table's columns have their own names. */
  public StoredConnector read(ResultSet row) throws SQLException {
    FederatedIdentity federated = FederatedIdentities.of(row);
    Connector.Kind kind = Connector.Kind.valueOf(row.getString("sign_in_kind"));
    return new StoredConnector(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getString("name"),
        row.getString("organization"),
        row.getString("default_project"),
        kind,
        row.getString("personal_access_token"),
        row.getString("personal_access_token_fingerprint"),
        ServicePrincipals.of(row),
        ConnectorStatus.valueOf(row.getString("status")),
        row.getString("status_message"),
        row.getObject("checked_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getString("updated_by"),
        row.getObject("personal_access_token_expires_on", LocalDate.class),
        Optional.ofNullable(row.getObject("verified_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant)
            .orElse(null),
        Optional.ofNullable(row.getString("findings"))
            .map(json -> JSON.readValue(json, ConnectorFindings.class))
            .orElse(ConnectorFindings.NONE),
        federated,
        federated == null
            ? null
            : federation.credential(row.getObject("tenant_id", UUID.class)).orElse(null),
        CertificatePrincipals.of(row),
        kind == Connector.Kind.MANAGED_IDENTITY ? ManagedIdentities.of(row) : null);
  }
}
