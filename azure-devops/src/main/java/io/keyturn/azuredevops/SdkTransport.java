package io.keyturn.azuredevops;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.azd.utils.BaseRestClient;

/**
 * Sends requests through the transport of azure-devops-java-sdk: its one shared HTTP client, our
 * URLs, our Authorization, the raw answer.
 *
 * <p>That client lives as long as the process and is shared by all, so an authority trusted by one
 * {@link AzureDevOps} is trusted by every other in this process.
 */
final class SdkTransport implements Transport {

  private static final TrustedAuthorities.Growing AUTHORITIES = new TrustedAuthorities.Growing();

  static {
    makeSharedClient();
  }

  SdkTransport(Collection<? extends Certificate> extraAuthorities) {
    AUTHORITIES.add(extraAuthorities);
  }

  @Override
  public Answer send(Outgoing outgoing, Duration deadline)
      throws IOException, TimeoutException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> future = Sdk.send(request(outgoing));
    try {
      HttpResponse<byte[]> response = future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(
          response.statusCode(), name -> response.headers().firstValue(name), response.body());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      future.cancel(true); // closes the connection of a call that is still under way
    }
  }

  private static HttpRequest request(Outgoing outgoing) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(outgoing.uri())
            // One connection per call under way: a stalled one is closed without hurting others.
            .version(HttpClient.Version.HTTP_1_1);
    outgoing.headers().forEach(request::header);
    byte[] body = outgoing.body();
    return request
        .method(
            outgoing.method(),
            body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
        .build();
  }

  /**
   * The SDK builds its client in its static initializer and offers no way to say what it trusts; a
   * client built without an SSL context takes the JVM's default at that moment. So ours is the
   * default for just that moment.
   */
  private static void makeSharedClient() {
    try {
      SSLContext before = SSLContext.getDefault();
      SSLContext.setDefault(AUTHORITIES.context());
      try {
        Sdk.initialize();
      } finally {
        SSLContext.setDefault(before);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no default TLS setup", e);
    }
  }

  private static final class Sdk extends BaseRestClient {

    static void initialize() {
      // Being called is enough: the superclass is initialized before this runs.
    }

    static CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
      // false: the SDK's client that follows no redirect. A sign-in redirect is an answer to us.
      return getResponse(
          request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER_BYTES), false);
    }
  }
}
