package io.keyturn.contracts.connection;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The address of a docker registry, as a connection or a binding writes it. */
public final class RegistryAddress {

  private RegistryAddress() {}

  /**
   * Whether both name the same place: ignoring the case of scheme and host, a slash at the end and
   * the port that goes without saying. An address that cannot be read is the same as itself only.
   */
  public static boolean same(String one, String other) {
    return one.equals(other) || (place(one).isPresent() && place(one).equals(place(other)));
  }

  /** A registry of Azure, in any of its clouds: its user names are client ids. */
  public static boolean isAzure(String address) {
    String host = read(address).map(URI::getHost).orElse("").toLowerCase(Locale.ROOT);
    return host.endsWith(".azurecr.io")
        || host.endsWith(".azurecr.cn")
        || host.endsWith(".azurecr.us");
  }

  private static Optional<String> place(String address) {
    return read(address)
        .map(uri -> {
          String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
          int usual = scheme.equals("http") ? 80 : 443;
          return scheme
              + "://"
              + Optional.ofNullable(uri.getRawUserInfo()).map(it -> it + "@").orElse("")
              + uri.getHost().toLowerCase(Locale.ROOT)
              + ":"
              + (uri.getPort() == -1 ? usual : uri.getPort())
              + Optional.ofNullable(uri.getRawPath()).orElse("").replaceAll("/+$", "")
              + Optional.ofNullable(uri.getRawQuery()).map(it -> "?" + it).orElse("");
        });
  }

  private static Optional<URI> read(String address) {
    String typed = address.strip();
    try {
      URI uri = URI.create(typed.contains("://") ? typed : "https://" + typed);
      return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
