package io.keyturn.settings.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities that outgoing calls trust. */
final class TrustedCertificates {

  private TrustedCertificates() {}

  /**
   * @param pemFile the path of a PEM file with more authorities; blank for none
   * @throws IllegalStateException when the file cannot be read or holds no certificate
   */
  static SSLContext besidesTheJvmsOwn(String pemFile) {
    try {
      List<Certificate> trusted = new ArrayList<>(jvmsOwn());
      if (!pemFile.isBlank()) {
        trusted.addAll(fromFile(Path.of(pemFile.strip())));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("ca-" + i, trusted.get(i));
      }
      TrustManagerFactory factory = newFactory();
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "azure.ca-certificate must be the path of a readable PEM file with certificates", e);
    }
  }

  private static List<X509Certificate> jvmsOwn() throws GeneralSecurityException {
    TrustManagerFactory factory = newFactory();
    factory.init((KeyStore) null);
    List<X509Certificate> own = new ArrayList<>();
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        own.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return own;
  }

  private static List<Certificate> fromFile(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw new IOException("no certificate in " + file);
      }
      return found;
    }
  }

  private static TrustManagerFactory newFactory() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }
}
