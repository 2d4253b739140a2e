package io.keyturn.settings.federation;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param issuer the public address under which Entra reaches this application; without one Keyturn
 *     is no issuer
 * @param renewKeys how old the newest signing key may become before the next one is made
 * @param publishAhead how long a new key is published before it signs, and an old one after it has
 *     signed last; longer than anybody keeps a copy of the published keys
 */
@ConfigurationProperties("keyturn.federation")
record FederationProperties(
    Optional<URI> issuer,
    @DefaultValue("P90D") Duration renewKeys,
    @DefaultValue("P1D") Duration publishAhead) {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  FederationProperties {
    issuer.ifPresent(FederationProperties::check);
    if (publishAhead.compareTo(IssuerController.KEEP) < 0
        || renewKeys.compareTo(publishAhead.multipliedBy(2)) <= 0) {
      throw new IllegalArgumentException(
          "keyturn.federation.publish-ahead must be at least PT1H, and keyturn.federation.renew-keys"
              + " more than twice as long");
    }
  }

  /** As it stands in tokens: Entra compares it character by character. */
  Optional<String> issuerName() {
    return issuer.map(it -> it.toString().replaceAll("/+$", ""));
  }

  private static void check(URI issuer) {
    boolean encrypted =
        "https".equals(issuer.getScheme())
            || ("http".equals(issuer.getScheme()) && THIS_MACHINE.contains(issuer.getHost()));
    if (!encrypted
        || issuer.getHost() == null
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null
        || issuer.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "keyturn.federation.issuer must be an https address without query and fragment");
    }
  }
}
