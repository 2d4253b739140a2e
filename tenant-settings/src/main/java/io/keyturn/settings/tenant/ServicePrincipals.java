package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.vault.SecretLocations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a service principal stands in a request and in the columns {@code service_principal_*}. */
public final class ServicePrincipals {

  private ServicePrincipals() {}

  public static ServicePrincipal read(FieldReader fields, SecretLocations locations) {
    String tenantId = fields.optionalGuid("tenantId").map(UUID::toString).orElse(null);
    String clientId = fields.guid("clientId").toString();
    return new ServicePrincipal(tenantId, clientId, locations.read(fields.object("clientSecret")));
  }

  public static @Nullable ServicePrincipal of(ResultSet row) throws SQLException {
    return of(row, "");
  }

  /**
   * @param prefix before the columns' names
   */
  static @Nullable ServicePrincipal of(ResultSet row, String prefix) throws SQLException {
    UUID clientId = row.getObject(prefix + "service_principal_client_id", UUID.class);
    if (clientId == null) {
      return null;
    }
    UUID tenantId = row.getObject(prefix + "service_principal_tenant_id", UUID.class);
    return new ServicePrincipal(
        tenantId == null ? null : tenantId.toString(),
        clientId.toString(),
        new SecretLocation(
            row.getString(prefix + "service_principal_vault_url"),
            row.getString(prefix + "service_principal_secret_name")));
  }

  public static @Nullable UUID tenantId(@Nullable ServicePrincipal principal) {
    return principal == null
        ? null
        : Optional.ofNullable(principal.tenantId()).map(UUID::fromString).orElse(null);
  }

  public static @Nullable UUID clientId(@Nullable ServicePrincipal principal) {
    return principal == null ? null : UUID.fromString(principal.clientId());
  }

  public static @Nullable String vaultUrl(@Nullable ServicePrincipal principal) {
    return principal == null ? null : principal.clientSecret().vaultUrl();
  }

  public static @Nullable String secretName(@Nullable ServicePrincipal principal) {
    return principal == null ? null : principal.clientSecret().name();
  }
}
