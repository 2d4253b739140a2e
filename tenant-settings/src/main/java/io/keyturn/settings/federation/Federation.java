package io.keyturn.settings.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What Keyturn says of a tenant to Entra. Each tenant has a subject and an audience of its own: an
 * identity that trusts one tenant's is of no use to any other.
 */
@Component
public class Federation {

  /** From the worker's door to Entra it is on its way for seconds. */
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  /** Clocks are not equal everywhere. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final FederationProperties properties;
  private final SigningKeys keys;
  private final Clock clock;

  Federation(FederationProperties properties, SigningKeys keys, Clock clock) {
    this.properties = properties;
    this.keys = keys;
    this.clock = clock;
  }

  /** The public address of this installation; empty where it is no issuer. */
  public Optional<String> issuer() {
    return properties.issuerName();
  }

  /** What to enter in Entra; empty while this installation is no issuer. */
  public Optional<FederatedCredential> credential(UUID tenantId) {
    return properties
        .issuerName()
        .map(issuer ->
            new FederatedCredential(
                issuer, "keyturn:tenant:" + tenantId, tenantId + "-oidc-service"));
  }

  /**
   * A statement that lets whoever shows it to Entra act as the identities that trust it.
   *
   * @throws io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential when the signing
   *     key cannot be opened
   */
  public ClientSecret assertion(FederatedCredential credential) {
    RSAKey key = keys.signing();
    Instant now = clock.instant();
    SignedJWT statement =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(credential.issuer())
                .subject(credential.subject())
                .audience(credential.audience())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(SKEW)))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build());
    try {
      statement.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a stored signing key cannot sign", e);
    }
    return ClientSecret.of(statement.serialize());
  }
}
