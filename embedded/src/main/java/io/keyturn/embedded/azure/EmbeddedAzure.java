package io.keyturn.embedded.azure;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.entra.Graph;
import io.keyturn.embedded.entra.IssuerKeys;
import io.keyturn.embedded.http.CertificateAuthority;
import io.keyturn.embedded.http.Exchange;
import io.keyturn.embedded.http.Faults;
import io.keyturn.embedded.http.HttpsServer;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.keyvault.EmbeddedKeyVault;
import io.keyturn.embedded.registry.EmbeddedRegistries;
import io.keyturn.embedded.state.StateDirectory;
import io.keyturn.embedded.state.Stateful;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A small Azure on this machine: Entra, Microsoft Graph, Azure Resource Manager, Key Vault, Docker
 * registries and whatever further sites it is given, behind one HTTPS server with its own
 * certificate authority.
 */
public final class EmbeddedAzure implements AutoCloseable {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final HttpsServer server;
  private final CertificateAuthority authority;
  private final String origin;
  private final EmbeddedEntra entra;
  private final Graph graph;
  private final EmbeddedKeyVault keyVault;
  private final EmbeddedRegistries registries;
  private final Optional<StateKeeper> keeper;
  private final DataDirectory directory;
  private final boolean restored;

  private EmbeddedAzure(Builder builder) {
    directory = DataDirectory.keptIn(builder.dataDirectory);
    authority = CertificateAuthority.in(directory.path());
    entra = new EmbeddedEntra(builder.clock, builder.issuerKeys);
    graph = entra.graph();
    keyVault = new EmbeddedKeyVault(entra, builder.clock);
    registries = new EmbeddedRegistries(entra, builder.clock);

    List<Site> sites = new ArrayList<>();
    sites.add(entra);
    sites.add(graph);
    sites.add(entra.resourceManager());
    sites.add(entra.instanceMetadata());
    sites.addAll(registries.sites());
    sites.add(keyVault);
    sites.add(new RootSite(entra, keyVault));
    builder.sites.forEach(more -> sites.addAll(more.apply(entra)));

    keeper =
        directory
            .stateToKeep()
            .map(state -> new StateKeeper(new StateDirectory(state), statefulOnes(sites)));
    restored = keeper.map(StateKeeper::restore).orElse(false);
    server =
        HttpsServer.start(authority, builder.address, builder.furtherNames, sites, builder.faults);
    origin = builder.publicOrigin == null ? server.origin() : builder.publicOrigin;
    entra.publicBase(origin + entra.prefix());
    keeper.ifPresent(this::keepState);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** All defaults: a free port, the system's clock, nothing kept. */
  public static EmbeddedAzure start() {
    return builder().start();
  }

  /** What may be chosen before the start. */
  public static final class Builder {

    private final List<Function<Directory, List<Site>>> sites = new ArrayList<>();
    private final Faults faults = new Faults();
    private Clock clock = Clock.systemUTC();
    private InetSocketAddress address = new InetSocketAddress("127.0.0.1", 0);
    private List<String> furtherNames = List.of();
    private IssuerKeys issuerKeys = (issuer, keyId) -> Optional.empty();
    private @Nullable Path dataDirectory;
    private @Nullable String publicOrigin;

    private Builder() {}

    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** On 127.0.0.1; 0 for any free one, which is the default. */
    public Builder port(int port) {
      return address(new InetSocketAddress("127.0.0.1", port));
    }

    public Builder address(InetSocketAddress address) {
      this.address = address;
      return this;
    }

    /** Host names the certificate covers besides localhost, such as a container's. */
    public Builder furtherNames(List<String> names) {
      furtherNames = List.copyOf(names);
      return this;
    }

    /** Where callers reach the server, {@code https://localhost:PORT} unless told otherwise. */
    public Builder publicOrigin(String origin) {
      publicOrigin = origin;
      return this;
    }

    /** Keeps the certificate authority and the state of every part there. */
    public Builder dataDirectory(Path directory) {
      dataDirectory = directory;
      return this;
    }

    /** Keys of foreign issuers, for federated identity credentials. */
    public Builder issuerKeys(IssuerKeys keys) {
      issuerKeys = keys;
      return this;
    }

    /** Further sites; those that are {@link Stateful} are kept like the others. */
    public Builder sites(Function<Directory, List<Site>> more) {
      sites.add(more);
      return this;
    }

    public EmbeddedAzure start() {
      return new EmbeddedAzure(this);
    }
  }

  /** {@code https://localhost:PORT} or the public origin it was given. */
  public String origin() {
    return origin;
  }

  public int port() {
    return server.port();
  }

  public EmbeddedEntra entra() {
    return entra;
  }

  public EmbeddedKeyVault keyVault() {
    return keyVault;
  }

  public Graph graph() {
    return graph;
  }

  public EmbeddedRegistries registries() {
    return registries;
  }

  /** What a service connection names as the registry's address. */
  public String registryUrl(String registry) {
    return origin + "/registries/" + registry;
  }

  public Faults faults() {
    return server.faults();
  }

  /** Told of every exchange before its answer leaves, on the thread that serves it. */
  public void listen(Consumer<Exchange> listener) {
    server.listen(listener);
  }

  /** True when an earlier run's state was found: nothing needs to be seeded. */
  public boolean restored() {
    return restored;
  }

  /** Saves now what has been changed from Java; requests do so by themselves. */
  public void save() {
    keeper.ifPresent(StateKeeper::save);
  }

  /** For Java clients: trusts this server and no other. */
  public SSLContext clientContext() {
    return authority.clientContext();
  }

  /** The PEM file that clients have to trust. */
  public Path caCertificate() {
    return authority.pemFile();
  }

  public String vaultUrl(String vault) {
    return origin + "/vaults/" + vault;
  }

  /** Keyturn's settings that point it here. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("azure.devops-url", origin + "/devops");
    settings.put("azure.devops-identity-url", origin + "/vssps");
    settings.put("azure.devops-accounts-url", origin + "/accounts");
    settings.put("azure.authority-host", origin + entra.prefix());
    settings.put("azure.graph-url", origin + "/graph");
    settings.put("azure.management-url", origin + "/management");
    settings.put("azure.instance-metadata-url", origin + "/imds");
    settings.put("azure.key-vault-url", origin + "/vaults/{vault}");
    settings.put(
        "azure.key-vault-hosts", "*.vault.azure.net," + java.net.URI.create(origin).getHost());
    settings.put("azure.ca-certificate", caCertificate().toString());
    return settings;
  }

  @Override
  public void close() {
    server.close();
    keeper.ifPresent(StateKeeper::close);
    directory.close();
  }

  private void keepState(StateKeeper chosen) {
    server.listen(exchange -> {
      if (!READING.contains(exchange.method())) {
        chosen.changed();
      }
    });
    chosen.start();
  }

  private static List<Stateful> statefulOnes(List<Site> sites) {
    return sites.stream().filter(Stateful.class::isInstance).map(Stateful.class::cast).toList();
  }
}
