package io.keyturn.settings.connector;

import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.settings.api.FieldReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a federated identity stands in a request and in the columns {@code federated_*}. */
final class FederatedIdentities {

  private FederatedIdentities() {}

  static FederatedIdentity read(FieldReader fields) {
    return new FederatedIdentity(
        fields.optionalGuid("tenantId").map(UUID::toString).orElse(null),
        fields.guid("clientId").toString());
  }

  static @Nullable FederatedIdentity of(ResultSet row) throws SQLException {
    UUID clientId = row.getObject("federated_client_id", UUID.class);
    UUID tenantId = row.getObject("federated_tenant_id", UUID.class);
    return clientId == null
        ? null
        : new FederatedIdentity(tenantId == null ? null : tenantId.toString(), clientId.toString());
  }

  static @Nullable UUID tenantId(@Nullable FederatedIdentity identity) {
    return identity == null
        ? null
        : Optional.ofNullable(identity.tenantId()).map(UUID::fromString).orElse(null);
  }

  static @Nullable UUID clientId(@Nullable FederatedIdentity identity) {
    return identity == null ? null : UUID.fromString(identity.clientId());
  }
}
