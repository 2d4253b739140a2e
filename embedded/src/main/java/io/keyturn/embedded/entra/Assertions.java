package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.FederatedCredential;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * {@code client_assertion}: signed by a certificate of the application, or by a foreign issuer that
 * a federated identity credential names (D-13).
 */
final class Assertions {

  private final Clock clock;
  private final IssuerKeys issuerKeys;

  Assertions(Clock clock, IssuerKeys issuerKeys) {
    this.clock = clock;
    this.issuerKeys = issuerKeys;
  }

  /** Refuses as the token endpoint does; returns when the assertion is accepted. */
  void check(Application application, String assertion) {
    Jwt.Parsed token =
        Jwt.parse(assertion)
            .orElseThrow(
                () -> SignInException.invalidRequest(50027, "JWT token is invalid or malformed."));
    boolean selfSigned =
        token.claim("iss").equalsIgnoreCase(application.clientId())
            && token.claim("sub").equalsIgnoreCase(application.clientId());
    if (selfSigned) {
      checkCertificate(application, token);
    } else {
      checkFederation(application, token);
    }
    if (token.claims().path("exp").asLong(0) <= clock.instant().getEpochSecond()) {
      throw SignInException.invalidClient(
          700024, "Client assertion is not within its valid time range.");
    }
  }

  private static void checkCertificate(Application application, Jwt.Parsed token) {
    boolean signed =
        application.credentials().certificates().stream()
            .map(Assertions::keyOf)
            .anyMatch(key -> Jwt.signedBy(token, key));
    if (!signed) {
      throw SignInException.invalidClient(
          700027,
          "The certificate with identifier used to sign the client assertion is not registered on"
              + " application.");
    }
  }

  private void checkFederation(Application application, Jwt.Parsed token) {
    boolean known =
        application.credentials().federated().stream().anyMatch(record -> matches(record, token));
    if (!known) {
      throw SignInException.invalidRequest(
          70021,
          "No matching federated identity record found for presented assertion. Assertion Issuer: '"
              + token.claim("iss")
              + "'. Assertion Subject: '"
              + token.claim("sub")
              + "'. Assertion Audience: '"
              + audiences(token).findFirst().orElse("")
              + "'.");
    }
    String keyId = token.header().path("kid").asString("");
    boolean signed =
        issuerKeys
            .find(token.claim("iss"), keyId)
            .filter(key -> Jwt.signedBy(token, key))
            .isPresent();
    if (!signed) {
      throw SignInException.invalidRequest(
          50013, "Assertion failed signature validation. The key was not found.");
    }
  }

  // Case matters here, unlike nearly everywhere else in Entra.
  private static boolean matches(FederatedCredential record, Jwt.Parsed token) {
    return record.issuer().equals(token.claim("iss"))
        && record.subject().equals(token.claim("sub"))
        && audiences(token).anyMatch(record.audience()::equals);
  }

  private static Stream<String> audiences(Jwt.Parsed token) {
    var audience = token.claims().path("aud");
    return audience.isArray()
        ? audience.valueStream().map(each -> each.asString(""))
        : Stream.of(audience.asString(""));
  }

  private static PublicKey keyOf(String certificate) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(
              new ByteArrayInputStream(Base64.getMimeDecoder().decode(certificate)))
          .getPublicKey();
    } catch (CertificateException e) {
      throw new IllegalStateException("an application was seeded with a broken certificate", e);
    }
  }
}
