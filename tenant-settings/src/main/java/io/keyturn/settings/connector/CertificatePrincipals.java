package io.keyturn.settings.connector;

import io.keyturn.contracts.api.CertificatePrincipal;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.vault.SecretLocations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a certificate's principal stands in a request and in the columns {@code certificate_*}. */
final class CertificatePrincipals {

  private CertificatePrincipals() {}

  static CertificatePrincipal read(FieldReader fields, SecretLocations locations) {
    return new CertificatePrincipal(
        fields.optionalGuid("tenantId").map(UUID::toString).orElse(null),
        fields.guid("clientId").toString(),
        locations.read(fields.object("certificate")));
  }

  static @Nullable CertificatePrincipal of(ResultSet row) throws SQLException {
    UUID clientId = row.getObject("certificate_client_id", UUID.class);
    String vaultUrl = row.getString("certificate_vault_url");
    String name = row.getString("certificate_secret_name");
    UUID tenantId = row.getObject("certificate_tenant_id", UUID.class);
    return clientId == null || vaultUrl == null || name == null
        ? null
        : new CertificatePrincipal(
            tenantId == null ? null : tenantId.toString(),
            clientId.toString(),
            new SecretLocation(vaultUrl, name));
  }

  /** Tenant, client id, vault and name, as the columns stand in the table. */
  static List<@Nullable Object> columns(@Nullable CertificatePrincipal principal) {
    return principal == null
        ? Arrays.<@Nullable Object>asList(null, null, null, null)
        : Arrays.<@Nullable Object>asList(
            principal.tenantId() == null ? null : UUID.fromString(principal.tenantId()),
            UUID.fromString(principal.clientId()),
            principal.certificate().vaultUrl(),
            principal.certificate().name());
  }
}
