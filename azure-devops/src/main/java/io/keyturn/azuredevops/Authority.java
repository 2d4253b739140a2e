package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Set;

/**
 * The way to Entra, for credentials of azure-identity. MSAL takes the first path segment of an
 * authority for the tenant, so an authority host with a path ({@code
 * https://localhost:19443/entra}) is told to it without the path, and the path is put in front of
 * each request on its way out.
 *
 * <p>A credential takes both {@link #withoutPath} and {@link #reachedOver}, and does without
 * instance discovery unless the host {@link #isMicrosoft}.
 */
public final class Authority {

  private static final Set<String> MICROSOFT_HOSTS =
      Set.of(
          "login.microsoftonline.com",
          "login.microsoft.com",
          "login.windows.net",
          "sts.windows.net",
          "login.microsoftonline.us",
          "login.chinacloudapi.cn",
          "login.partner.microsoftonline.cn");

  private final URI host;

  /** See {@link AzureUrls#authority()}. */
  Authority(URI host) {
    this.host = host;
  }

  /** What a credential is told as its authority host. */
  public String withoutPath() {
    return host.getScheme() + "://" + host.getRawAuthority();
  }

  /**
   * The client to give a credential. Only for credentials: everything that it sends to the
   * authority's host and port gets the path in front, a vault of a test double there as well.
   *
   * @param direct sends what goes out; closing it and what it trusts stay its owner's business
   */
  public HttpClient reachedOver(HttpClient direct) {
    String prefix = host.getRawPath();
    if (prefix == null || prefix.isEmpty()) {
      return direct;
    }
    // A copy, because a request that is sent again must not get the path twice.
    return request ->
        direct.send(
            isHere(request.getUrl())
                ? request.copy().setUrl(prefixed(request.getUrl(), prefix))
                : request);
  }

  /**
   * Microsoft's own hosts can be looked up before a client secret is sent to them (instance
   * discovery); any other host is unknown to that look-up, and is one that the installation's
   * settings name on purpose.
   */
  public boolean isMicrosoft() {
    return MICROSOFT_HOSTS.contains(host.getHost());
  }

  /**
   * Whom a managed identity's token is for that stands for an app registration (Microsoft:
   * "Configure an application to trust a managed identity"); each cloud has its own.
   */
  String exchangeAudience() {
    return switch (host.getHost()) {
      case "login.microsoftonline.us" -> "api://AzureADTokenExchangeUSGov";
      case "login.chinacloudapi.cn", "login.partner.microsoftonline.cn" ->
          "api://AzureADTokenExchangeChina";
      default -> "api://AzureADTokenExchange";
    };
  }

  /** Host and, where it is unusual, port: for sentences about the network. */
  String named() {
    return host.getPort() < 0 ? host.getHost() : host.getHost() + ":" + host.getPort();
  }

  private boolean isHere(URL url) {
    return host.getHost().equalsIgnoreCase(url.getHost())
        && host.getScheme().equalsIgnoreCase(url.getProtocol())
        && portOf(host.getPort(), url) == portOf(url.getPort(), url);
  }

  private static int portOf(int port, URL url) {
    return port < 0 ? url.getDefaultPort() : port;
  }

  private static URL prefixed(URL url, String prefix) {
    try {
      return URI.create(url.getProtocol() + "://" + url.getAuthority() + prefix + url.getFile())
          .toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a URL with a longer path is a URL", e);
    }
  }
}
