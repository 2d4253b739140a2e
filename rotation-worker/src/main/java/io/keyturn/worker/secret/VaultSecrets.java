package io.keyturn.worker.secret;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.keyturn.azuredevops.OneTenant;
import io.keyturn.azuredevops.OwnObjectId;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.secret.VaultFailures.Incomplete;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in Key Vault, read with the worker's own identity, and new versions of those that Keyturn
 * renews.
 */
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
    return at(
        tenantId, location, client -> usable(location, client.getSecret(location.name(), version)));
  }

  /**
   * The name of the version that is current now, good or expired; empty when there is none that can
   * be read.
   */
  public Attempt<Optional<String>> currentVersion(String tenantId, SecretLocation location) {
    return switch (at(
        tenantId,
        location,
        client ->
            Attempt.succeeded(
                Incomplete.unless(
                    client.getSecret(location.name()).getProperties().getVersion())))) {
      case Succeeded<String>(String version) -> Attempt.succeeded(Optional.of(version));
      case RetryLater<String>(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Refused<String>(Reason reason, String _)
          when reason == Reason.SECRET_NOT_FOUND || reason == Reason.SECRET_DISABLED ->
          Attempt.succeeded(Optional.empty());
      case Refused<String>(Reason reason, String why) -> new Refused<>(reason, why);
    };
  }

  /**
   * Makes a new version. An answer that is lost says nothing of whether it was made; {@link
   * #versionTagged} does.
   *
   * @param tags told to everybody who may read the vault
   */
  public Attempt<SecretVersion> store(
      String tenantId,
      SecretLocation location,
      ClientSecret value,
      Instant expiresOn,
      Map<String, String> tags) {
    KeyVaultSecret wanted = new KeyVaultSecret(location.name(), value.reveal());
    wanted
        .getProperties()
        .setExpiresOn(expiresOn.atOffset(ZoneOffset.UTC))
        .setContentType("text/plain")
        .setTags(tags);
    Attempt<SecretVersion> stored =
        at(
            tenantId,
            location,
            client ->
                Attempt.succeeded(
                    new SecretVersion(
                        location.vaultUrl(),
                        location.name(),
                        Incomplete.unless(client.setSecret(wanted).getProperties().getVersion()))));
    return switch (stored) {
      case Refused<SecretVersion>(Reason reason, String _) when reason == Reason.SECRET_FORBIDDEN ->
          Attempt.refused(
              Reason.VAULT_WRITE_FORBIDDEN,
              VaultFailures.mayNot(
                      "store new versions of", location, OwnObjectId.of(credential, tenantId))
                  + VaultFailures.lacking("Key Vault Secrets Officer", location));
      case Attempt<SecretVersion> other -> other;
    };
  }

  /** The version that has this tag, if any has. */
  public Attempt<Optional<SecretVersion>> versionTagged(
      String tenantId, SecretLocation location, String tag, String value) {
    Attempt<Optional<SecretVersion>> found =
        at(
            tenantId,
            location,
            client ->
                Attempt.succeeded(
                    client.listPropertiesOfSecretVersions(location.name()).stream()
                        .filter(
                            each -> each.getTags() != null && value.equals(each.getTags().get(tag)))
                        .map(each ->
                            new SecretVersion(
                                location.vaultUrl(),
                                location.name(),
                                Incomplete.unless(each.getVersion())))
                        .findFirst()));
    return switch (found) {
      case Refused<Optional<SecretVersion>>(Reason reason, String _)
          when reason == Reason.SECRET_NOT_FOUND ->
          Attempt.succeeded(Optional.empty());
      case Attempt<Optional<SecretVersion>> other -> other;
    };
  }

  /**
   * The version that was made last, good or not; empty when there is none. Asks for properties
   * only: no value leaves the vault.
   */
  public Attempt<Optional<VersionFacts>> newest(String tenantId, SecretLocation location) {
    Attempt<Optional<VersionFacts>> found =
        at(
            tenantId,
            location,
            client ->
                Attempt.succeeded(
                    client.listPropertiesOfSecretVersions(location.name()).stream()
                        .map(each ->
                            new VersionFacts(
                                new SecretVersion(
                                    location.vaultUrl(),
                                    location.name(),
                                    Incomplete.unless(each.getVersion())),
                                Incomplete.unless(each.isEnabled()),
                                Incomplete.unless(each.getCreatedOn()).toInstant(),
                                Optional.ofNullable(each.getExpiresOn())
                                    .map(OffsetDateTime::toInstant)))
                        // Of two made within a second, the later one in the list.
                        .reduce((one, other) ->
                            other.createdAt().isBefore(one.createdAt()) ? one : other)));
    return switch (found) {
      case Refused<Optional<VersionFacts>>(Reason reason, String _)
          when reason == Reason.SECRET_NOT_FOUND ->
          Attempt.succeeded(Optional.empty());
      case Attempt<Optional<VersionFacts>> other -> other;
    };
  }

  private <T> Attempt<T> at(
      String tenantId, SecretLocation location, Function<SecretClient, Attempt<T>> call) {
    URI vault = URI.create(location.vaultUrl());
    if (!azure.allowsVault(vault)) {
      return Attempt.refused(
          Reason.VAULT_NOT_ALLOWED,
          "The vault "
              + vault.getHost()
              + " is not among the hosts that azure.key-vault-hosts allows; no token was sent to it.");
    }
    try {
      return call.apply(
          clients.computeIfAbsent(new Key(tenantId, location.vaultUrl()), this::client));
    } catch (RuntimeException e) {
      return VaultFailures.attempt(e, location, () -> OwnObjectId.of(credential, tenantId));
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
                location.vaultUrl(),
                location.name(),
                Incomplete.unless(secret.getProperties().getVersion())),
            ClientSecret.of(secret.getValue()),
            Incomplete.unless(secret.getProperties().getCreatedOn()).toInstant(),
            expiresOn.map(OffsetDateTime::toInstant)));
  }

  private SecretClient client(Key key) {
    String vaultUrl = key.vaultUrl();
    SecretClientBuilder builder =
        new SecretClientBuilder()
            .credential(new OneTenant(credential, key.tenantId()))
            .httpClient(http)
            .addPolicy(new ReadableAnswers())
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
