package io.keyturn.sandbox;

import java.net.URI;

/**
 * Keyturn's public address, which the sandbox's Entra trusts as an issuer, and where
 * tenant-settings is really reached. They are the same where its port was chosen; with any free
 * port the name is settled before the port is known.
 */
final class PublicAddress {

  private final String issuer;
  private volatile String reachedAt;

  PublicAddress(int settingsPort) {
    this.issuer =
        settingsPort == 0 ? "https://keyturn.sandbox" : "http://localhost:" + settingsPort;
    this.reachedAt = "http://localhost:" + settingsPort;
  }

  String issuer() {
    return issuer;
  }

  void reachedAt(String url) {
    reachedAt = url;
  }

  /** From an address of the issuer's to where it is reached; any other stays as it is. */
  URI route(URI published) {
    String address = published.toString();
    return address.startsWith(issuer + "/")
        ? URI.create(reachedAt + address.substring(issuer.length()))
        : published;
  }
}
