package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its private key, which a service principal signs in with. Read from what Key
 * Vault keeps as the secret behind a certificate: PEM, or PKCS #12 in Base64 without a password.
 *
 * <p>Not a record: it must not print its key.
 */
public final class ClientCertificate {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final char[] NO_PASSWORD = new char[0];

  private final PrivateKey key;
  private final X509Certificate certificate;

  private ClientCertificate(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** What cannot be signed in with is refused with what is wrong about it, and never quoted. */
  public static Attempt<ClientCertificate> read(ClientSecret stored) {
    String text = stored.reveal().strip();
    try {
      return text.contains("-----BEGIN") ? ofPem(text) : ofPkcs12(text);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      // Without the cause: it may quote the key.
      return unusable("it can be read neither as PEM nor as PKCS #12 in Base64");
    }
  }

  /** SHA-1 in hex digits, as Entra and Key Vault show it. */
  public String thumbprint() {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  public Instant validFrom() {
    return certificate.getNotBefore().toInstant();
  }

  public Instant expiresOn() {
    return certificate.getNotAfter().toInstant();
  }

  /** For credentials of azure-identity, which want the key as PKCS #8. */
  InputStream pem() {
    try {
      String text =
          armored("PRIVATE KEY", key.getEncoded())
              + armored("CERTIFICATE", certificate.getEncoded());
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate has an encoding", e);
    }
  }

  private static Attempt<ClientCertificate> ofPem(String text)
      throws GeneralSecurityException, IOException {
    byte[] key = new byte[0];
    byte[] certificate = new byte[0];
    for (Matcher found = BLOCK.matcher(text); found.find(); ) {
      byte[] content = Base64.getMimeDecoder().decode(found.group(2));
      switch (found.group(1)) {
        case "PRIVATE KEY" -> key = content;
        // The first is the application's own; others are those of its issuers.
        case "CERTIFICATE" -> certificate = certificate.length == 0 ? content : certificate;
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" -> {
          return unusable(
              "its private key is a block \""
                  + found.group(1).toLowerCase(Locale.ROOT)
                  + "\"; store it unencrypted as PKCS #8 (openssl pkcs8 -topk8 -nocrypt)");
        }
        default -> {}
      }
    }
    if (key.length == 0) {
      return unusable("it has no private key; store the certificate together with its key");
    }
    if (certificate.length == 0) {
      return unusable("it has a private key and no certificate");
    }
    X509Certificate read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate));
    return read.getPublicKey() instanceof RSAPublicKey
        ? together(
            KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)), read)
        : notRsa();
  }

  private static Attempt<ClientCertificate> ofPkcs12(String text)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Base64.getMimeDecoder().decode(text)), NO_PASSWORD);
    for (String alias : Collections.list(store.aliases())) {
      if (store.getKey(alias, NO_PASSWORD) instanceof PrivateKey key
          && store.getCertificate(alias) instanceof X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey
            ? together(key, certificate)
            : notRsa();
      }
    }
    return unusable("it has no private key; store the certificate together with its key");
  }

  private static Attempt<ClientCertificate> together(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    byte[] sample = "Keyturn".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance("SHA256withRSA");
    signing.initSign(key);
    signing.update(sample);
    byte[] signed = signing.sign();
    signing.initVerify(certificate.getPublicKey());
    signing.update(sample);
    return signing.verify(signed)
        ? Attempt.succeeded(new ClientCertificate(key, certificate))
        : unusable("its private key belongs to another certificate");
  }

  private static Attempt<ClientCertificate> notRsa() {
    return unusable("its key is not RSA, which is what sign-ins at Entra are signed with here");
  }

  private static Attempt<ClientCertificate> unusable(String why) {
    return Attempt.refused(
        Reason.CLIENT_CERTIFICATE_UNUSABLE,
        "The certificate in Key Vault cannot be signed in with: " + why + ".");
  }

  private static String armored(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }
}
