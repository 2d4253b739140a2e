package io.keyturn.azuredevops;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Certificate authorities trusted besides the JVM's own ({@code azure.ca-certificate}). */
public final class TrustedAuthorities {

  private TrustedAuthorities() {}

  /**
   * An SSL context that trusts what the JVM trusts, and the certificates of that file.
   *
   * @param pem one or more certificates; null for the JVM's own only
   * @throws IllegalArgumentException when the file cannot be read or holds no certificate
   */
  public static SSLContext sslContext(@Nullable Path pem) {
    return tls(pem).context();
  }

  /** For clients that want to be told of the trust manager as well. */
  static Tls tls(@Nullable Path pem) {
    X509ExtendedTrustManager trust = trustManager(pem == null ? List.of() : certificates(pem));
    return new Tls(contextOf(trust), trust);
  }

  record Tls(SSLContext context, X509ExtendedTrustManager trust) {}

  static Collection<? extends Certificate> certificates(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IllegalArgumentException("no certificate in " + pem);
      }
      return found;
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException(
          "the CA certificate file " + pem + " is not readable as PEM certificates", e);
    }
  }

  private static SSLContext contextOf(X509ExtendedTrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot set up TLS", e);
    }
  }

  private static X509ExtendedTrustManager trustManager(Collection<? extends Certificate> extra) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (X509Certificate own : first(null).getAcceptedIssuers()) {
        store.setCertificateEntry("jvm-" + n++, own);
      }
      for (Certificate added : extra) {
        store.setCertificateEntry("added-" + n++, added);
      }
      return first(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot set up its trust store", e);
    }
  }

  private static X509ExtendedTrustManager first(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }

  /**
   * What the one HTTP client of azure-devops-java-sdk trusts. That client is made once per process,
   * so an authority added later must still count: it is the manager that is fixed, not its list.
   */
  static final class Growing extends X509ExtendedTrustManager {

    private final Set<Certificate> added = new LinkedHashSet<>();
    private volatile X509ExtendedTrustManager current = trustManager(List.of());

    synchronized void add(Collection<? extends Certificate> authorities) {
      if (added.addAll(authorities)) {
        current = trustManager(added);
      }
    }

    SSLContext context() {
      return contextOf(this);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      current.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      current.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      current.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      current.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      current.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      current.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return current.getAcceptedIssuers();
    }
  }
}
