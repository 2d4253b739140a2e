package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for hundreds of calls at once: each blocks the virtual thread that it is made on
 * and hands nothing to another. Measured beside the JDK's client with 500 calls of 100 ms under way
 * over TLS: two thirds of the processor time, and 150 MB less memory
 * (docs/decisions/2026-11-21-blocking-http.md).
 *
 * <p>It sends a request once, follows no redirect and speaks HTTP/1.1, so that each call under way
 * has its own connection and a stalled one is closed without hurting others. A deadline is the
 * caller's to set; it covers the whole exchange.
 */
public final class BlockingHttp {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** As many as may be under way at once, so that none is thrown away between two calls. */
  private static final int IDLE_CONNECTIONS = 1000;

  private static final Duration KEEP_IDLE = Duration.ofMinutes(1);

  private static final IdleConnections IDLE = new IdleConnections();

  private BlockingHttp() {}

  /**
   * @param caCertificate a PEM file trusted besides the JVM's own authorities; null for none
   * @throws IllegalArgumentException when that file cannot be read
   */
  public static OkHttpClient trusting(@Nullable Path caCertificate) {
    TrustedAuthorities.Tls tls = TrustedAuthorities.tls(caCertificate);
    return new OkHttpClient.Builder()
        .sslSocketFactory(tls.context().getSocketFactory(), tls.trust())
        .protocols(List.of(Protocol.HTTP_1_1))
        .connectionPool(connections())
        .connectTimeout(CONNECT)
        // The deadline of the whole exchange stands for both; zero is no timeout.
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        // Whoever repeats a call has to know whether the first one may have been carried out.
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .addNetworkInterceptor(BlockingHttp::leaveWaitingToTheCaller)
        .build();
  }

  /**
   * OkHttp sends a request again by itself, a write too, when a 503 has {@code Retry-After: 0}, and
   * throws on a number that is no int (RetryAndFollowUpInterceptor, 5.3.2).
   */
  private static Response leaveWaitingToTheCaller(Interceptor.Chain chain) throws IOException {
    Response answer = chain.proceed(chain.request());
    String asked = answer.header("Retry-After");
    if (answer.code() != 503 || asked == null || !asked.matches("0+|\\d{7,}")) {
      return answer;
    }
    String bounded = asked.matches("0+") ? "1" : "999999";
    return answer.newBuilder().header("Retry-After", bounded).build();
  }

  /** The same client beside itself, without a connection in common. */
  static OkHttpClient withItsOwnConnections(OkHttpClient http) {
    return http.newBuilder().connectionPool(connections()).build();
  }

  private static ConnectionPool connections() {
    return IDLE.pool(IDLE_CONNECTIONS, KEEP_IDLE);
  }

  /**
   * The same for the clients of the Azure SDK, with connections of their own.
   *
   * @param deadline of each exchange, to its last byte
   */
  public static HttpClient forAzure(OkHttpClient http, Duration deadline) {
    return ConnectionPools.forAzure(http.newBuilder().callTimeout(deadline).build());
  }
}
