package io.keyturn.settings.notification;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.Dns;

/**
 * Resolves the hosts of webhooks to addresses of the public internet only. A tenant's administrator
 * chooses the host, and the request is sent from inside of the installation's network: without this
 * it could be made to call databases, cloud metadata services and neighbours.
 *
 * <p>It stands where the connection is made, so a name that answers differently the second time
 * gains nothing.
 */
final class PublicHosts implements Dns {

  private final Set<String> allowed;

  /**
   * @param allowed hosts that may have any address
   */
  PublicHosts(List<String> allowed) {
    this.allowed =
        allowed.stream().map(it -> it.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
    if (!allowed.contains(host.toLowerCase(Locale.ROOT))
        && !addresses.stream().allMatch(PublicHosts::isPublic)) {
      throw new NotPublic();
    }
    return addresses;
  }

  /** The host has an address that is not of the public internet. */
  static final class NotPublic extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return switch (address) {
      case Inet4Address v4 -> isPublic(v4.getAddress());
      case Inet6Address v6 -> isPublic6(v6.getAddress());
      default -> false;
    };
  }

  /** What IANA's special-purpose registry says is not globally reachable. */
  private static boolean isPublic(byte[] v4) {
    int first = v4[0] & 0xff;
    int second = v4[1] & 0xff;
    int third = v4[2] & 0xff;
    return !(first == 0
        || first == 10
        || first == 127
        || (first == 100 && second >= 64 && second < 128)
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 198 && (second == 18 || second == 19))
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113)
        || first >= 224);
  }

  private static boolean isPublic6(byte[] v6) {
    int first = (v6[0] & 0xff) << 8 | (v6[1] & 0xff);
    int second = (v6[2] & 0xff) << 8 | (v6[3] & 0xff);
    if (first == 0x0064 && second == 0xff9b) {
      return isPublic(new byte[] {v6[12], v6[13], v6[14], v6[15]}); // NAT64
    }
    if (first == 0x2002) {
      return isPublic(new byte[] {v6[2], v6[3], v6[4], v6[5]}); // 6to4
    }
    // Only 2000::/3 is given out; Teredo and documentation are inside of it.
    return (first & 0xe000) == 0x2000 && !(first == 0x2001 && (second == 0 || second == 0x0db8));
  }
}
