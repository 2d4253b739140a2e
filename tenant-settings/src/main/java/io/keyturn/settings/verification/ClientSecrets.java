package io.keyturn.settings.verification;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.CredentialUnavailableException;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.keyturn.azuredevops.OneTenant;
import io.keyturn.azuredevops.OwnObjectId;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The client secrets that service principals sign in with, as they are in Key Vault now. */
final class ClientSecrets {

  private final AzureProperties azure;
  private final TokenCredential identity;
  private final HttpClient http;
  private final Clock clock;

  ClientSecrets(AzureProperties azure, TokenCredential identity, HttpClient http, Clock clock) {
    this.azure = azure;
    this.identity = identity;
    this.http = http;
    this.clock = clock;
  }

  /**
   * @param tenantId the vault has to belong to this tenant
   */
  Attempt<ClientSecret> current(String tenantId, SecretLocation location) {
    if (!new VaultHosts(azure.keyVaultHosts()).allow(URI.create(location.vaultUrl()))) {
      return Attempt.refused(
          Reason.VAULT_NOT_ALLOWED,
          "The vault "
              + location.vaultUrl()
              + " is not on a host that azure.key-vault-hosts allows; nothing was sent to it.");
    }
    try {
      return usable(location, read(tenantId, location));
    } catch (RuntimeException e) {
      return failed(e, location, () -> OwnObjectId.of(identity, tenantId));
    }
  }

  private KeyVaultSecret read(String tenantId, SecretLocation location) {
    SecretClientBuilder builder =
        new SecretClientBuilder()
            .credential(new OneTenant(identity, tenantId))
            .httpClient(http)
            // The administrator waits for the answer, and may ask again himself.
            .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    if (azure.keyVaultUrl() != null || !location.vaultUrl().contains(".vault.")) {
      // The challenge names https://vault.azure.net, which is not this host's domain.
      builder.disableChallengeResourceVerification();
    }
    String template = azure.keyVaultUrl();
    return builder
        .vaultUrl(
            template == null
                ? location.vaultUrl()
                : template.replace("{vault}", VaultHosts.vaultName(location.vaultUrl())))
        .buildClient()
        .getSecret(location.name());
  }

  private Attempt<ClientSecret> usable(SecretLocation location, KeyVaultSecret secret) {
    if (secret.getProperties().getExpiresOn() != null
        && secret.getProperties().getExpiresOn().toInstant().isBefore(clock.instant())) {
      return Attempt.refused(
          Reason.SECRET_EXPIRED,
          "The secret " + location.name() + " has expired in Key Vault. Renew it.");
    }
    return secret.getValue() == null || secret.getValue().isBlank()
        ? Attempt.refused(
            Reason.SECRET_NOT_FOUND,
            "The secret " + location.name() + " is empty in Key Vault. Store its value there.")
        : Attempt.succeeded(ClientSecret.of(secret.getValue()));
  }

  private static Attempt<ClientSecret> failed(
      RuntimeException thrown, SecretLocation location, Supplier<Optional<String>> self) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OneTenant.OtherTenant) {
        return Attempt.refused(
            Reason.VAULT_NOT_ALLOWED,
            "The vault "
                + location.vaultUrl()
                + " belongs to another Entra tenant; nothing was read. Name a vault of this tenant.");
      }
      if (cause instanceof ClientAuthenticationException
          || cause instanceof CredentialUnavailableException
          || cause.getClass().getName().startsWith("com.microsoft.aad.msal4j.")) {
        return Attempt.retryLater(
            Reason.VAULT_UNREACHABLE,
            "tenant-settings cannot sign in to read "
                + location.name()
                + ". Check its keyturn.identity.* and that identity in Entra.");
      }
      if (cause instanceof HttpResponseException answer && answer.getResponse() != null) {
        return ofStatus(answer.getResponse().getStatusCode(), location, self);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return Attempt.retryLater(
            Reason.VAULT_UNREACHABLE,
            "The vault "
                + location.vaultUrl()
                + " cannot be reached. Check its name and that tenant-settings may connect to it.");
      }
    }
    throw thrown;
  }

  private static Attempt<ClientSecret> ofStatus(
      int status, SecretLocation location, Supplier<Optional<String>> self) {
    return switch (status) {
      case 404 ->
          Attempt.refused(
              Reason.SECRET_NOT_FOUND,
              "The vault " + location.vaultUrl() + " has no secret " + location.name() + ".");
      case 403 ->
          Attempt.refused(
              Reason.SECRET_FORBIDDEN,
              "tenant-settings"
                  + self.get().map(objectId -> " (object id " + objectId + ")").orElse("")
                  + " may not read "
                  + location.name()
                  + ", or its version is disabled. Assign the data-plane role Key Vault Secrets User"
                  + " on "
                  + location.vaultUrl()
                  + " to its object id; it takes about a minute, then verify again. A role on the"
                  + " subscription is not enough.");
      default ->
          Attempt.retryLater(
              Reason.VAULT_UNREACHABLE, "Key Vault answered with status " + status + ".");
    };
  }
}
