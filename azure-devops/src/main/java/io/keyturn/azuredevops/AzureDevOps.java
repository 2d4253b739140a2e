package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The door to Azure DevOps. One per application is enough: it is safe for any number of threads,
 * keeps no actor, and each call blocks the (virtual) thread it is made on until its answer or its
 * timeout.
 */
public final class AzureDevOps {

  private final ServiceConnections serviceConnections;
  private final AdministratorMembership administratorMembership;
  private final ConnectionPermissions connectionPermissions;
  private final Projects projects;
  private final Organizations organizations;
  private final UserTokens userTokens;

  /** With default timeouts, nobody who paces, and the system's clock. */
  public AzureDevOps(AzureUrls urls, @Nullable Path caCertificate) {
    this(urls, caCertificate, Timeouts.DEFAULT, CallGate.OPEN, Clock.systemUTC());
  }

  /**
   * @param caCertificate a PEM file trusted besides the JVM's own authorities; null for none. It is
   *     trusted for calls to Azure DevOps by every {@code AzureDevOps} of this process
   * @throws IllegalArgumentException when that file cannot be read
   */
  public AzureDevOps(
      AzureUrls urls, @Nullable Path caCertificate, Timeouts timeouts, CallGate gate, Clock clock) {
    Transport transport =
        new Transport(
            caCertificate == null ? List.of() : TrustedAuthorities.certificates(caCertificate));
    HttpClient toEntra = toEntra(TrustedAuthorities.sslContext(caCertificate), timeouts.call());
    AccessTokens tokens = new AccessTokens(urls.authority(), toEntra, timeouts.call(), clock);
    this.userTokens = new UserTokens(urls.authority(), toEntra, timeouts.call(), clock);
    AuthorizedCalls calls = new AuthorizedCalls(transport, tokens, gate, clock);
    Endpoints endpoints = new Endpoints(urls);
    this.serviceConnections = new ServiceConnections(calls, endpoints, timeouts);
    this.connectionPermissions = new ConnectionPermissions(calls, endpoints, timeouts);
    this.projects = new Projects(calls, endpoints, timeouts);
    this.organizations = new Organizations(calls, endpoints, timeouts, projects);
    this.administratorMembership =
        new AdministratorMembership(calls, endpoints, timeouts, organizations);
  }

  private static HttpClient toEntra(SSLContext tls, Duration deadline) {
    return new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(tls))
        .connectionTimeout(deadline)
        .responseTimeout(deadline)
        .readTimeout(deadline)
        .build();
  }

  public ServiceConnections serviceConnections() {
    return serviceConnections;
  }

  public AdministratorMembership administratorMembership() {
    return administratorMembership;
  }

  public ConnectionPermissions connectionPermissions() {
    return connectionPermissions;
  }

  public Projects projects() {
    return projects;
  }

  public UserTokens userTokens() {
    return userTokens;
  }

  public Organizations organizations() {
    return organizations;
  }
}
