package io.keyturn.settings.connector;

import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ManagedIdentity;
import io.keyturn.settings.api.FieldReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a managed identity stands in a request and in the columns {@code managed_identity_*}. */
final class ManagedIdentities {

  private ManagedIdentities() {}

  /** Nothing at all is the machine's system-assigned identity (Z-11). */
  static ManagedIdentity read(FieldReader signIn) {
    return signIn
        .optionalObject("managedIdentity")
        .map(fields ->
            new ManagedIdentity(
                fields.optionalGuid("clientId").map(UUID::toString).orElse(null),
                fields.optionalObject("application").map(FederatedIdentities::read).orElse(null)))
        .orElseGet(() -> new ManagedIdentity(null, null));
  }

  static ManagedIdentity of(ResultSet row) throws SQLException {
    UUID clientId = row.getObject("managed_identity_client_id", UUID.class);
    UUID application = row.getObject("managed_identity_application_id", UUID.class);
    UUID tenantId = row.getObject("managed_identity_application_tenant_id", UUID.class);
    return new ManagedIdentity(
        clientId == null ? null : clientId.toString(),
        application == null
            ? null
            : new FederatedIdentity(
                tenantId == null ? null : tenantId.toString(), application.toString()));
  }

  /** Client id, the application's tenant and its client id, as the columns stand in the table. */
  static List<@Nullable Object> columns(@Nullable ManagedIdentity identity) {
    if (identity == null) {
      return Arrays.<@Nullable Object>asList(null, null, null);
    }
    return Arrays.<@Nullable Object>asList(
        Optional.ofNullable(identity.clientId()).map(UUID::fromString).orElse(null),
        FederatedIdentities.tenantId(identity.application()),
        FederatedIdentities.clientId(identity.application()));
  }
}
