package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import okhttp3.OkHttpClient;
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
  private final Subscriptions subscriptions;
  private final UserTokens userTokens;

  /** With default timeouts, nobody who paces, and the system's clock. */
  public AzureDevOps(AzureUrls urls, @Nullable Path caCertificate) {
    this(urls, caCertificate, Timeouts.DEFAULT, CallGate.OPEN, Clock.systemUTC());
  }

  /**
   * For a handful of calls at once, made for somebody who waits: they go through
   * azure-devops-java-sdk.
   *
   * @param caCertificate a PEM file trusted besides the JVM's own authorities; null for none. It is
   *     trusted for calls to Azure DevOps by every {@code AzureDevOps} of this process
   * @throws IllegalArgumentException when that file cannot be read
   */
  public AzureDevOps(
      AzureUrls urls, @Nullable Path caCertificate, Timeouts timeouts, CallGate gate, Clock clock) {
    this(
        urls,
        new SdkTransport(
            caCertificate == null ? List.of() : TrustedAuthorities.certificates(caCertificate)),
        BlockingHttp.trusting(caCertificate),
        timeouts,
        gate,
        clock);
  }

  private AzureDevOps(
      AzureUrls urls,
      Transport transport,
      OkHttpClient toEntra,
      Timeouts timeouts,
      CallGate gate,
      Clock clock) {
    HttpClient entra = BlockingHttp.forAzure(toEntra, timeouts.call());
    AccessTokens tokens =
        new AccessTokens(
            urls.authority(),
            entra,
            new MachineTokens(urls.instanceMetadata(), toEntra, timeouts.call(), clock),
            timeouts.call(),
            clock);
    this.userTokens = new UserTokens(urls.authority(), entra, timeouts.call(), clock);
    AuthorizedCalls calls = new AuthorizedCalls(transport, tokens, gate, clock);
    this.subscriptions = new Subscriptions(urls.management(), transport, tokens, timeouts.call());
    Endpoints endpoints = new Endpoints(urls);
    this.serviceConnections = new ServiceConnections(calls, endpoints, timeouts);
    this.connectionPermissions = new ConnectionPermissions(calls, endpoints, timeouts);
    this.projects = new Projects(calls, endpoints, timeouts);
    this.organizations = new Organizations(calls, endpoints, timeouts, projects);
    this.administratorMembership =
        new AdministratorMembership(calls, endpoints, timeouts, organizations);
  }

  /**
   * For hundreds of calls at once, on as many virtual threads.
   *
   * @param http from {@link BlockingHttp}; its connections may be shared with others
   */
  public static AzureDevOps ofManyCalls(
      AzureUrls urls, OkHttpClient http, Timeouts timeouts, CallGate gate, Clock clock) {
    return new AzureDevOps(urls, new BlockingTransport(http), http, timeouts, gate, clock);
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

  public Subscriptions subscriptions() {
    return subscriptions;
  }

  public Organizations organizations() {
    return organizations;
  }
}
