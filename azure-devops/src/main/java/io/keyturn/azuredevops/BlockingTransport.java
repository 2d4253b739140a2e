package io.keyturn.azuredevops;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/** Sends requests on the caller's own thread; see {@link BlockingHttp}. */
final class BlockingTransport implements Transport {

  /**
   * OkHttp looks for a free connection one by one, which is long where hundreds are in use. So each
   * organization has its connections among a few.
   */
  private static final int POOLS = 32;

  private final List<OkHttpClient> pools;
  private final Deadlines deadlines = new Deadlines();

  BlockingTransport(OkHttpClient http) {
    this.pools =
        Stream.generate(() -> BlockingHttp.withItsOwnConnections(http)).limit(POOLS).toList();
  }

  @Override
  public Answer send(Outgoing outgoing, Duration deadline)
      throws IOException, TimeoutException, InterruptedException {
    Call call = poolOf(outgoing.uri()).newCall(request(outgoing));
    try (Deadlines.UnderWay underWay = deadlines.begin(call, deadline)) {
      return answer(call, underWay);
    }
  }

  private static Answer answer(Call call, Deadlines.UnderWay underWay)
      throws IOException, TimeoutException, InterruptedException {
    try (Response response = call.execute()) {
      byte[] body = body(response.body().source());
      return new Answer(response.code(), name -> Optional.ofNullable(response.header(name)), body);
    } catch (IOException e) {
      // An interrupted virtual thread finds its socket closed.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (underWay.wasCut()) {
        throw new TimeoutException();
      }
      throw e;
    }
  }

  private OkHttpClient poolOf(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    int organization = path.indexOf('/', 1);
    int key = (organization < 0 ? path : path.substring(0, organization)).hashCode();
    return pools.get(Math.floorMod(key, POOLS));
  }

  private static byte[] body(BufferedSource source) throws IOException {
    if (source.request(LARGEST_ANSWER_BYTES + 1)) {
      throw new IOException("the answer is larger than " + LARGEST_ANSWER_BYTES + " bytes");
    }
    return source.readByteArray();
  }

  private static Request request(Outgoing outgoing) {
    Request.Builder request = new Request.Builder().url(outgoing.uri().toString());
    outgoing.headers().forEach(request::header);
    byte[] body = outgoing.body();
    return request
        .method(outgoing.method(), body == null ? null : RequestBody.create(body))
        .build();
  }
}
