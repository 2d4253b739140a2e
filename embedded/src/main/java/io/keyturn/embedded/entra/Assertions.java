package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.FederatedCredential;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
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
      checkMeantForHere(application, token);
    } else {
      checkFederation(application, token);
    }
    if (token.claims().path("exp").asLong(0) <= clock.instant().getEpochSecond()) {
      throw SignInException.invalidClient(
          700024, "Client assertion is not within its valid time range.");
    }
  }

  private static void checkCertificate(Application application, Jwt.Parsed token) {
    if (application.credentials().certificates().stream()
        .map(Assertions::certificate)
        .noneMatch(known -> names(token, known) && Jwt.signedBy(token, known.getPublicKey()))) {
      throw SignInException.invalidClient(
          700027,
          "The certificate with identifier used to sign the client assertion is not registered on"
              + " application.");
    }
  }

  /** A statement about itself counts only at the token endpoint that it names. */
  private static void checkMeantForHere(Application application, Jwt.Parsed token) {
    if (audiences(token).noneMatch(audience -> audience.endsWith("/oauth2/v2.0/token"))) {
      throw SignInException.invalidClient(
          50027,
          "The client assertion of "
              + application.clientId()
              + " is not meant for a token endpoint.");
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

  /**
   * By its SHA-256 or its SHA-1 thumbprint; Entra looks the key up by it. Microsoft's own library
   * (MSAL 1.26) writes it in the other Base64, and Entra takes that, too.
   */
  private static boolean names(Jwt.Parsed token, Certificate certificate) {
    return names(token, "x5t#S256", thumbprint(certificate, "SHA-256"))
        || names(token, "x5t", thumbprint(certificate, "SHA-1"));
  }

  private static boolean names(Jwt.Parsed token, String header, String thumbprint) {
    return token
        .header()
        .path(header)
        .asString("")
        .replace('+', '-')
        .replace('/', '_')
        .replace("=", "")
        .equals(thumbprint);
  }

  private static String thumbprint(Certificate certificate, String algorithm) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static Certificate certificate(String encoded) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(encoded)));
    } catch (CertificateException e) {
      throw new IllegalStateException("an application was seeded with a broken certificate", e);
    }
  }
}
