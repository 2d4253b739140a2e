package io.keyturn.settings.verification;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.keyturn.azuredevops.Authority;
import java.util.Optional;

/** The installation's own credential for Key Vault. */
final class OwnIdentity {

  private OwnIdentity() {}

  /**
   * @throws IllegalArgumentException naming the setting that is missing beside a client secret
   */
  static TokenCredential credential(Authority entra, IdentityProperties identity, HttpClient http) {
    // Vaults are reached over http as it is: a vault of a test double may share Entra's host.
    HttpClient toEntra = entra.reachedOver(http);
    if (identity.clientSecret().isPresent()) {
      ClientSecretCredentialBuilder builder =
          new ClientSecretCredentialBuilder()
              .tenantId(required(identity.tenantId(), "keyturn.identity.tenant-id"))
              .clientId(required(identity.clientId(), "keyturn.identity.client-id"))
              .clientSecret(identity.clientSecret().get())
              // Which tenant a token is asked from is checked where it is asked for.
              .additionallyAllowedTenants("*")
              .authorityHost(entra.withoutPath())
              .httpClient(toEntra);
      return entra.isMicrosoft() ? builder.build() : builder.disableInstanceDiscovery().build();
    }
    DefaultAzureCredentialBuilder builder =
        new DefaultAzureCredentialBuilder()
            .additionallyAllowedTenants("*")
            .authorityHost(entra.withoutPath())
            .httpClient(toEntra);
    if (!entra.isMicrosoft()) {
      builder.disableInstanceDiscovery();
    }
    identity.tenantId().ifPresent(builder::tenantId);
    identity.clientId().ifPresent(builder::managedIdentityClientId);
    identity.clientId().ifPresent(builder::workloadIdentityClientId);
    return builder.build();
  }

  private static String required(Optional<String> value, String name) {
    return value.orElseThrow(() ->
        new IllegalArgumentException(
            name + " is missing; it goes with keyturn.identity.client-secret"));
  }
}
