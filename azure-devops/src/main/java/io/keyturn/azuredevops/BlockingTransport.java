package io.keyturn.azuredevops;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/** Sends requests on the caller's own thread; see {@link BlockingHttp}. */
final class BlockingTransport implements Transport {

  private final ConnectionPools http;
  private final Deadlines deadlines = new Deadlines();

  BlockingTransport(OkHttpClient http) {
    this.http = ConnectionPools.byOrganization(http);
  }

  @Override
  public Answer send(Outgoing outgoing, Duration deadline)
      throws IOException, TimeoutException, InterruptedException {
    Call call = http.newCall(request(outgoing));
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
