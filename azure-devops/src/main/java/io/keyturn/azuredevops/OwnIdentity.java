package io.keyturn.azuredevops;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.Optional;

/**
 * Who an application is in Entra ({@code keyturn.identity.*}): with a client secret an application
 * there, without one whoever the machine says it is (workload identity, managed identity).
 *
 * <p>Not a record: it must not print its secret.
 */
public final class OwnIdentity {

  private final Optional<String> tenantId;
  private final Optional<String> clientId;
  private final Optional<String> clientSecret;

  /**
   * @throws IllegalArgumentException when the client id is no GUID, as a value is that nothing has
   *     filled in (D-15)
   */
  public OwnIdentity(
      Optional<String> tenantId, Optional<String> clientId, Optional<String> clientSecret) {
    // An environment variable that is there and empty is one that is not set (Z-11).
    this.tenantId = tenantId.map(String::strip).filter(it -> !it.isEmpty());
    this.clientId = clientId.map(String::strip).filter(it -> !it.isEmpty());
    this.clientSecret = clientSecret.map(String::strip).filter(it -> !it.isEmpty());
    if (this.clientId.filter(it -> !Tenants.isGuid(it)).isPresent()) {
      throw new IllegalArgumentException(
          "keyturn.identity.client-id must be a GUID: enter the client id of an application or of a"
              + " user-assigned managed identity itself and no expression such as $(CLIENT_ID), or"
              + " leave it out for the machine's system-assigned identity; then start again");
    }
  }

  /**
   * @param http reaches Entra and vaults; closing it stays its owner's business
   * @throws IllegalArgumentException naming the setting that is missing beside a client secret
   */
  public TokenCredential credential(Authority entra, HttpClient http) {
    // Vaults are reached over http as it is: a vault of a test double may share Entra's host.
    HttpClient toEntra = entra.reachedOver(http);
    if (clientSecret.isPresent()) {
      ClientSecretCredentialBuilder builder =
          new ClientSecretCredentialBuilder()
              .tenantId(required(tenantId, "keyturn.identity.tenant-id"))
              .clientId(required(clientId, "keyturn.identity.client-id"))
              .clientSecret(clientSecret.get())
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
    tenantId.ifPresent(builder::tenantId);
    clientId.ifPresent(builder::managedIdentityClientId);
    clientId.ifPresent(builder::workloadIdentityClientId);
    return builder.build();
  }

  private static String required(Optional<String> value, String name) {
    return value.orElseThrow(() ->
        new IllegalArgumentException(
            name + " is missing; it goes with keyturn.identity.client-secret"));
  }
}
