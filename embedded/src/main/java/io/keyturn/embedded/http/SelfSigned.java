package io.keyturn.embedded.http;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;

/**
 * A certificate that an application signs in with, as {@code az ad sp create-for-rbac
 * --create-cert} makes one: RSA and signed by itself.
 *
 * <p>Not a record: it must not print its private key.
 */
public final class SelfSigned {

  private static final byte[] RSA_WITH_SHA256 =
      Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 11), Der.nothing());

  private final PrivateKey key;
  private final X509Certificate certificate;

  private SelfSigned(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  public static SelfSigned of(String name, Instant from, Instant until) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      byte[] common = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(name))));
      byte[] body =
          Der.sequence(
              Der.explicit(0, Der.integer(BigInteger.TWO)),
              Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
              RSA_WITH_SHA256,
              common,
              Der.sequence(Der.time(from), Der.time(until)),
              common,
              pair.getPublic().getEncoded());
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(body);
      byte[] whole = Der.sequence(body, RSA_WITH_SHA256, Der.bits(0, signature.sign()));
      return new SelfSigned(
          pair.getPrivate(),
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey privateKey() {
    return key;
  }

  /** DER in Base64, as an application's certificates are seeded. */
  public String encoded() {
    return Base64.getEncoder().encodeToString(der());
  }

  /** The private key (PKCS #8), then the certificate. */
  public String pem() {
    return armor("PRIVATE KEY", key.getEncoded()) + armor("CERTIFICATE", der());
  }

  /** The certificate alone. */
  public String publicPem() {
    return armor("CERTIFICATE", der());
  }

  private byte[] der() {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate has an encoding", e);
    }
  }

  private static String armor(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }
}
