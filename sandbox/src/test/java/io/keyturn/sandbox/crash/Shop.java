package io.keyturn.sandbox.crash;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.NewsData;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.ServiceConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One application: its service connections, and every secret it has had in order of their age. */
final class Shop {

  static final URI SOURCE = URI.create("https://renewals.contoso.example");

  private final EmbeddedAzure azure;
  private final String clientId;
  private final String organization;
  private final SecretLocation location;
  private final List<ServiceConnection> connections = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();

  Shop(EmbeddedAzure azure, String clientId, String organization, SecretLocation location) {
    this.azure = azure;
    this.clientId = clientId;
    this.organization = organization;
    this.location = location;
  }

  String clientId() {
    return clientId;
  }

  String organization() {
    return organization;
  }

  SecretLocation location() {
    return location;
  }

  List<ServiceConnection> connections() {
    return List.copyOf(connections);
  }

  List<Binding> bindings() {
    return List.copyOf(bindings);
  }

  synchronized List<String> secrets() {
    return List.copyOf(secrets);
  }

  void bind(ServiceConnection connection, Binding binding) {
    connections.add(connection);
    bindings.add(binding);
  }

  /** The secret that its connections hold before anything is renewed. */
  synchronized String first(String value) {
    azure.entra().seedSecret(clientId, value);
    secrets.add(value);
    return value;
  }

  /** Renews at Entra and in Key Vault, and answers the news of it, which is not told yet. */
  synchronized RotationNews renew() {
    String value = azure.entra().addSecret(clientId, "renewed", Duration.ofDays(180)).secretText();
    secrets.add(value);
    String version = azure.keyVault().setSecret(Landscape.VAULT, location.name(), value);
    return new RotationNews(
        SOURCE,
        "renewed-" + clientId + "-" + (secrets.size() - 1),
        Instant.now(),
        new NewsData.SecretRenewed(
            Landscape.TENANT,
            clientId,
            new SecretVersion(location.vaultUrl(), location.name(), version),
            Optional.empty(),
            Optional.empty()));
  }

  /** What an owner does who reads in the output that something was given up. */
  RotationNews askAgain(String id) {
    return new RotationNews(
        SOURCE,
        id,
        Instant.now(),
        new NewsData.RotationRequested(
            Landscape.TENANT,
            clientId,
            NewsData.Mode.PROPAGATE,
            "the organization is well again",
            Optional.empty(),
            false));
  }

  /** The event id of the newest version's news. */
  synchronized String newestNews() {
    return "renewed-" + clientId + "-" + (secrets.size() - 1);
  }

  synchronized String newest() {
    return secrets.getLast();
  }

  /**
   * For each write that the connection took, which of the application's secrets it was, the oldest
   * being 0; -1 for one that is not the application's, or none at all.
   */
  List<Integer> written(ServiceConnection connection) {
    List<String> known =
        secrets().stream().map(secret -> ClientSecret.of(secret).fingerprint()).toList();
    return connection.secretFingerprints().stream().map(known::indexOf).toList();
  }

  boolean holdsTheNewestEverywhere() {
    return connections.stream().allMatch(connection -> connection.holds(newest()));
  }
}
