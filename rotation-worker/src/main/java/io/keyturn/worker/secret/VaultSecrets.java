package io.keyturn.worker.secret;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.identity.AzureProperties;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads secrets from Key Vault with the worker's own identity. */
public final class VaultSecrets {

  private final AzureProperties azure;
  private final TokenCredential credential;
  private final HttpClient http;
  private final Clock clock;
  private final Map<Key, SecretClient> clients = new ConcurrentHashMap<>();

  public VaultSecrets(
      AzureProperties azure, TokenCredential credential, HttpClient http, Clock clock) {
    this.azure = azure;
    this.credential = credential;
    this.http = http;
    this.clock = clock;
  }

  /**
   * Exactly this version. "Latest" would race with the next rotation.
   *
   * @param tenantId the vault has to belong to this tenant
   */
  public Attempt<ReadSecret> read(String tenantId, SecretVersion version) {
    return read(
        tenantId, new SecretLocation(version.vaultUrl(), version.name()), version.version());
  }

  /**
   * The version that is current now.
   *
   * @param tenantId the vault has to belong to this tenant
   */
  public Attempt<ReadSecret> current(String tenantId, SecretLocation location) {
    return read(tenantId, location, null);
  }

  private Attempt<ReadSecret> read(
      String tenantId, SecretLocation location, @Nullable String version) {
    URI vault = URI.create(location.vaultUrl());
    if (!azure.allowsVault(vault)) {
      return Attempt.refused(
          Reason.VAULT_NOT_ALLOWED,
          "The vault "
              + vault.getHost()
              + " is not among the hosts that azure.key-vault-hosts allows; no token was sent to it.");
    }
    try {
      KeyVaultSecret secret =
          clients
              .computeIfAbsent(new Key(tenantId, location.vaultUrl()), this::client)
              .getSecret(location.name(), version);
      return usable(location, secret);
    } catch (RuntimeException e) {
      return VaultFailures.attempt(e, location);
    }
  }

  private Attempt<ReadSecret> usable(SecretLocation location, KeyVaultSecret secret) {
    Optional<OffsetDateTime> expiresOn = Optional.ofNullable(secret.getProperties().getExpiresOn());
    if (expiresOn.filter(at -> at.toInstant().isBefore(clock.instant())).isPresent()) {
      return Attempt.refused(
          Reason.SECRET_EXPIRED,
          "Version "
              + secret.getProperties().getVersion()
              + " of the secret "
              + location.name()
              + " has expired in Key Vault. Renew it.");
    }
    if (secret.getValue() == null || secret.getValue().isBlank()) {
      return Attempt.refused(
          Reason.SECRET_NOT_FOUND,
          "The secret " + location.name() + " is empty in Key Vault. Store its value there.");
    }
    return Attempt.succeeded(
        new ReadSecret(
            new SecretVersion(
                location.vaultUrl(), location.name(), secret.getProperties().getVersion()),
            ClientSecret.of(secret.getValue()),
            secret.getProperties().getCreatedOn().toInstant()));
  }

  private SecretClient client(Key key) {
    String vaultUrl = key.vaultUrl();
    SecretClientBuilder builder =
        new SecretClientBuilder()
            .credential(new OneTenant(credential, key.tenantId()))
            .httpClient(http)
            // Waiting is the journal's business, not a sleeping thread's.
            .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    if (azure.keyVaultUrl() != null || !vaultUrl.contains(".vault.")) {
      // The challenge names https://vault.azure.net, which is not this host's domain. The hosts
      // that a token may be sent to are checked above.
      builder.disableChallengeResourceVerification();
    }
    return builder.vaultUrl(reachedAt(vaultUrl)).buildClient();
  }

  private String reachedAt(String vaultUrl) {
    String template = azure.keyVaultUrl();
    return template == null
        ? vaultUrl
        : template.replace("{vault}", VaultHosts.vaultName(vaultUrl));
  }

  private record Key(String tenantId, String vaultUrl) {}
}
