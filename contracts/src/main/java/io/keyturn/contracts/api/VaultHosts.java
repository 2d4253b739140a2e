package io.keyturn.contracts.api;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts a vault's address may have ({@code azure.key-vault-hosts}): the one rule for what may
 * be written into settings and for what a token is sent to.
 *
 * @param patterns {@code *.vault.azure.net}, where the star stands for one label, the vault's name,
 *     and such a vault has no path and the usual port; or a host, with or without its port, whose
 *     vaults may have both: those of a test double share a host
 */
public record VaultHosts(List<String> patterns) {

  public VaultHosts {
    patterns =
        patterns.stream()
            .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
            .filter(pattern -> !pattern.isEmpty())
            .toList();
  }

  /** Only https addresses are ever allowed. */
  public boolean allow(URI vault) {
    return "https".equalsIgnoreCase(vault.getScheme())
        && vault.getHost() != null
        && vault.getRawUserInfo() == null
        && patterns.stream().anyMatch(pattern -> matches(pattern, vault));
  }

  /**
   * What Key Vault's own events call the vault: its host's first label, or its path's last part.
   */
  public static String vaultName(String vaultUrl) {
    URI url = URI.create(vaultUrl);
    String path = path(url);
    return path.isEmpty()
        ? url.getHost().split("[.]", 2)[0]
        : path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether both addresses are of one vault, however they are written. */
  public static boolean isSame(String oneUrl, String otherUrl) {
    URI one = URI.create(oneUrl);
    URI other = URI.create(otherUrl);
    return one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other)
        && path(one).equalsIgnoreCase(path(other));
  }

  private static int port(URI url) {
    return url.getPort() == -1 ? 443 : url.getPort();
  }

  private static boolean matches(String pattern, URI vault) {
    String host = vault.getHost().toLowerCase(Locale.ROOT);
    if (!pattern.startsWith("*.")) {
      return pattern.equals(host) || pattern.equals(host + ":" + vault.getPort());
    }
    int dot = host.indexOf('.');
    return dot > 0
        && host.substring(dot).equals(pattern.substring(1))
        && path(vault).isEmpty()
        && port(vault) == 443;
  }

  private static String path(URI url) {
    return Optional.ofNullable(url.getRawPath()).orElse("").replaceAll("/+$", "");
  }
}
