package io.keyturn.worker.identity;

import io.keyturn.azuredevops.OwnIdentity;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who the worker is in Entra, for Key Vault and for tenant-settings. Without a client secret it is
 * whoever the machine says it is (workload identity, managed identity).
 *
 * @param tenantId its tenant
 * @param clientId its client id, a GUID
 * @param clientSecret its client secret, may be written as {@code ENC(...)}
 */
@ConfigurationProperties("keyturn.identity")
public record IdentityProperties(
    Optional<String> tenantId, Optional<String> clientId, Optional<String> clientSecret) {

  OwnIdentity own() {
    return new OwnIdentity(tenantId, clientId, clientSecret);
  }

  /** Without the secret: records print themselves. */
  @Override
  public String toString() {
    return "IdentityProperties[tenantId=" + tenantId + ", clientId=" + clientId + "]";
  }
}
