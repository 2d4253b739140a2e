package io.keyturn.azuredevops;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.Context;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import reactor.core.publisher.Mono;

/**
 * One client with its connections in many pools.
 *
 * <p>OkHttp goes through a whole pool to find a free connection and again after each call, which is
 * long where hundreds are in use.
 */
public final class ConnectionPools implements Call.Factory {

  private static final int POOLS_OF_ORGANIZATIONS = 32;

  /** Fewer, because at quieter times each has to connect anew. */
  private static final int POOLS_OF_PATHS = 8;

  private final List<OkHttpClient> clients;
  private final ToIntFunction<HttpUrl> key;

  private ConnectionPools(OkHttpClient http, int pools, ToIntFunction<HttpUrl> key) {
    this.clients =
        Stream.generate(() -> BlockingHttp.withItsOwnConnections(http)).limit(pools).toList();
    this.key = key;
  }

  /** Calls with the same path share a pool. */
  public static ConnectionPools byPath(OkHttpClient http) {
    return new ConnectionPools(http, POOLS_OF_PATHS, url -> url.encodedPath().hashCode());
  }

  /** Calls of one organization share a pool; it is the first part of the path. */
  static ConnectionPools byOrganization(OkHttpClient http) {
    return new ConnectionPools(
        http, POOLS_OF_ORGANIZATIONS, url -> url.encodedPathSegments().getFirst().hashCode());
  }

  @Override
  public Call newCall(Request request) {
    return clients.get(place(key.applyAsInt(request.url()), clients.size())).newCall(request);
  }

  /** The same for the Azure SDK, by path. */
  static HttpClient forAzure(OkHttpClient http) {
    List<HttpClient> clients =
        Stream.generate(() ->
                new OkHttpAsyncHttpClientBuilder(BlockingHttp.withItsOwnConnections(http))
                    // It would keep a timer of its own for each call, until its minute is over.
                    .responseTimeout(Duration.ZERO)
                    .build())
            .limit(POOLS_OF_PATHS)
            .toList();
    return new HttpClient() {
      @Override
      public Mono<HttpResponse> send(HttpRequest request) {
        return of(request.getUrl()).send(request);
      }

      @Override
      public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return of(request.getUrl()).send(request, context);
      }

      @Override
      public HttpResponse sendSync(HttpRequest request, Context context) {
        return of(request.getUrl()).sendSync(request, context);
      }

      private HttpClient of(URL url) {
        return clients.get(place(url.getPath().hashCode(), clients.size()));
      }
    };
  }

  private static int place(int hash, int pools) {
    return Math.floorMod(hash ^ hash >>> 16, pools);
  }
}
