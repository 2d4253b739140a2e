package io.keyturn.embedded.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The embedded Azure's own certificate authority: clients trust its one certificate, the server
 * takes a fresh leaf from it at each start.
 *
 * <p>The JDK has no public API that issues certificates and a {@code keytool} child costs over a
 * second, so the two certificates are written here (RFC 5280).
 */
public final class CertificateAuthority {

  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration LEAF_LIFE = Duration.ofDays(397);
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
  private static final char[] NO_PASSWORD = new char[0];

  private final Path pem;
  private final PrivateKey key;
  private final X509Certificate certificate;

  private CertificateAuthority(Path pem, PrivateKey key, X509Certificate certificate) {
    this.pem = pem;
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * The authority kept in that directory, made when there is none: {@code ca.pem} for everyone to
   * trust and {@code ca-key.pem}, readable by its owner only.
   */
  public static CertificateAuthority in(Path directory) {
    try {
      Files.createDirectories(directory);
      Path pem = directory.resolve("ca.pem");
      Path keyFile = directory.resolve("ca-key.pem");
      return Files.exists(pem) && Files.exists(keyFile) ? read(pem, keyFile) : make(pem, keyFile);
    } catch (IOException e) {
      throw new UncheckedIOException("the certificate authority cannot use " + directory, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate authority in " + directory, e);
    }
  }

  /** The file to name in the setting {@code azure.ca-certificate}. */
  public Path pemFile() {
    return pem;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** For Java clients: trusts this authority and no other. */
  public SSLContext clientContext() {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK can trust a certificate", e);
    }
  }

  /**
   * For the server: a new leaf for localhost, 127.0.0.1 and further names, such as a container's.
   */
  public SSLContext serverContext(List<String> furtherNames) {
    try {
      KeyPair pair = newKeyPair();
      X509Certificate leaf = issue("localhost", pair.getPublic(), leafExtensions(furtherNames));
      KeyStore own = emptyStore();
      own.setKeyEntry(
          "leaf", pair.getPrivate(), NO_PASSWORD, new Certificate[] {leaf, certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no server certificate could be issued", e);
    }
  }

  /**
   * For a server that reads its identity from a file: a new private key and its leaf for localhost
   * and 127.0.0.1.
   *
   * @return {@code file}
   */
  public Path writeServerIdentity(Path file) {
    try {
      KeyPair pair = newKeyPair();
      X509Certificate leaf = issue("localhost", pair.getPublic(), leafExtensions(List.of()));
      return Files.writeString(
          file,
          armor("PRIVATE KEY", pair.getPrivate().getEncoded())
              + armor("CERTIFICATE", leaf.getEncoded())
              + armor("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no server certificate could be issued", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the identity could not be written to " + file, e);
    }
  }

  private X509Certificate issue(String subject, PublicKey subjectKey, byte[] extensions)
      throws GeneralSecurityException {
    return sign(subject, subjectKey, extensions, LEAF_LIFE, key);
  }

  private List<byte[]> subjectAlternativeNames(List<String> furtherNames) throws IOException {
    List<byte[]> names = new ArrayList<>();
    names.add(Der.implicit(2, "localhost".getBytes(StandardCharsets.US_ASCII)));
    names.add(Der.implicit(2, "*.vault.azure.net".getBytes(StandardCharsets.US_ASCII)));
    names.add(Der.implicit(7, InetAddress.getByName("127.0.0.1").getAddress()));
    for (String name : furtherNames) {
      names.add(Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII)));
    }
    return names;
  }

  private byte[] leafExtensions(List<String> furtherNames)
      throws IOException, GeneralSecurityException {
    return Der.sequence(
        // keyUsage: digitalSignature.
        extension(true, Der.bits(7, new byte[] {(byte) 0x80}), 2, 5, 29, 15),
        // extendedKeyUsage: serverAuth.
        extension(false, Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1)), 2, 5, 29, 37),
        extension(
            false,
            Der.sequence(subjectAlternativeNames(furtherNames).toArray(byte[][]::new)),
            2,
            5,
            29,
            17),
        extension(
            false,
            Der.sequence(Der.implicit(0, identifier(certificate.getPublicKey()))),
            2,
            5,
            29,
            35));
  }

  private static byte[] authorityExtensions(PublicKey key) throws GeneralSecurityException {
    return Der.sequence(
        // basicConstraints: cA.
        extension(true, Der.sequence(Der.trueValue()), 2, 5, 29, 19),
        // keyUsage: keyCertSign, cRLSign.
        extension(true, Der.bits(1, new byte[] {(byte) 0x06}), 2, 5, 29, 15),
        extension(false, Der.octets(identifier(key)), 2, 5, 29, 14));
  }

  private static byte[] extension(boolean critical, byte[] value, int... oid) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.trueValue(), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
  }

  private static CertificateAuthority make(Path pem, Path keyFile)
      throws GeneralSecurityException, IOException {
    KeyPair pair = newKeyPair();
    X509Certificate certificate =
        sign(
            "Keyturn Sandbox CA",
            pair.getPublic(),
            authorityExtensions(pair.getPublic()),
            CA_LIFE,
            pair.getPrivate());
    Files.deleteIfExists(keyFile);
    Files.createFile(
        keyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, armor("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.writeString(pem, armor("CERTIFICATE", certificate.getEncoded()));
    return new CertificateAuthority(pem, pair.getPrivate(), certificate);
  }

  private static CertificateAuthority read(Path pem, Path keyFile)
      throws GeneralSecurityException, IOException {
    String body = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----", "");
    byte[] key = Base64.getMimeDecoder().decode(body);
    return new CertificateAuthority(
        pem,
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
        certificate(Files.readAllBytes(pem)));
  }

  private static X509Certificate sign(
      String subject, PublicKey subjectKey, byte[] extensions, Duration life, PrivateKey signer)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
            ECDSA_WITH_SHA256,
            name("Keyturn Sandbox CA"),
            // An hour back, for a client whose clock is a little behind.
            Der.sequence(Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(life))),
            name(subject),
            subjectKey.getEncoded(),
            Der.explicit(3, extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer);
    signature.update(body);
    return certificate(Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(0, signature.sign())));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(commonName))));
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static String armor(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }
}
