package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The way to Entra. MSAL takes the first path segment of an authority for the tenant, so an
 * authority host with a path ({@code https://localhost:19443/entra}) is told to it without the
 * path, and the path is put in front of each request on its way out.
 */
final class Authority {

  private Authority() {}

  static String withoutPath(URI authorityHost) {
    return authorityHost.getScheme() + "://" + authorityHost.getRawAuthority();
  }

  static HttpClient client(URI authorityHost, SSLContext ssl, Duration deadline) {
    HttpClient direct =
        new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(ssl))
            .connectionTimeout(deadline)
            .responseTimeout(deadline)
            .readTimeout(deadline)
            .build();
    String prefix = authorityHost.getRawPath();
    if (prefix == null || prefix.isEmpty()) {
      return direct;
    }
    String authority = authorityHost.getRawAuthority();
    return request -> {
      if (authority.equals(request.getUrl().getAuthority())) {
        request.setUrl(prefixed(request.getUrl(), prefix));
      }
      return direct.send(request);
    };
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
