package io.keyturn.azuredevops;

import java.net.URI;
import java.util.Set;

/**
 * Where Azure is. Every base may carry a path ({@code https://localhost:19443/devops}), so that a
 * test double, a sovereign cloud or a proxy needs no code; a slash at its end is dropped.
 *
 * @param devOps {@code https://dev.azure.com}: organizations, projects, service connections
 * @param identity {@code https://vssps.dev.azure.com}: graph and identities
 * @param accounts {@code https://app.vssps.visualstudio.com}: profile and accounts of a user
 * @param authorityHost {@code https://login.microsoftonline.com}; Entra is spoken to over HTTPS
 *     only
 * @param graph {@code https://graph.microsoft.com}
 * @param management {@code https://management.azure.com}
 * @param instanceMetadata {@code http://169.254.169.254}, which answers on the machine itself only
 */
public record AzureUrls(
    URI devOps,
    URI identity,
    URI accounts,
    URI authorityHost,
    URI graph,
    URI management,
    URI instanceMetadata) {

  public static final URI INSTANCE_METADATA = URI.create("http://169.254.169.254");

  /** With the metadata service where every machine in Azure has it. */
  public AzureUrls(
      URI devOps, URI identity, URI accounts, URI authorityHost, URI graph, URI management) {
    this(devOps, identity, accounts, authorityHost, graph, management, INSTANCE_METADATA);
  }

  public AzureUrls {
    devOps = base(devOps);
    identity = base(identity);
    accounts = base(accounts);
    authorityHost = base(authorityHost);
    if (!"https".equals(authorityHost.getScheme())) {
      throw new IllegalArgumentException(
          "azure.authority-host must be https: client secrets go there");
    }
    graph = base(graph);
    management = base(management);
    instanceMetadata = base(instanceMetadata);
  }

  /** Where http is as good: nothing leaves the machine. The last is Azure's metadata service. */
  private static final Set<String> THIS_MACHINE =
      Set.of("localhost", "127.0.0.1", "[::1]", "169.254.169.254");

  /** The worldwide cloud. */
  public static AzureUrls publicCloud() {
    return new AzureUrls(
        URI.create("https://dev.azure.com"),
        URI.create("https://vssps.dev.azure.com"),
        URI.create("https://app.vssps.visualstudio.com"),
        URI.create("https://login.microsoftonline.com"),
        URI.create("https://graph.microsoft.com"),
        URI.create("https://management.azure.com"));
  }

  /** Entra, as a credential is to be told of it. */
  public Authority authority() {
    return new Authority(authorityHost);
  }

  private static URI base(URI given) {
    boolean encrypted =
        "https".equals(given.getScheme())
            || ("http".equals(given.getScheme()) && THIS_MACHINE.contains(given.getHost()));
    if (given.getHost() == null
        || !encrypted
        || given.getRawQuery() != null
        || given.getRawFragment() != null
        || given.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "an address of Azure (azure.authority-host and azure.*-url) is https, host, optional port"
              + " and optional path, for example https://dev.azure.com, and not "
              + (given.getRawUserInfo() == null ? given : "one with a user in it"));
    }
    String text = given.toString();
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return URI.create(text.substring(0, end));
  }
}
