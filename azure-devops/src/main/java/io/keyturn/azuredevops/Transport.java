package io.keyturn.azuredevops;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way out: sends exactly this request, once, and follows no redirect. */
interface Transport {

  /** A service connection list of a large project is far below this; more is not an answer. */
  long LARGEST_ANSWER_BYTES = 32L * 1024 * 1024;

  /**
   * @param deadline for the whole exchange, to the last byte of the answer
   * @throws TimeoutException when the deadline passed; the request may have been carried out
   */
  Answer send(Outgoing request, Duration deadline)
      throws IOException, TimeoutException, InterruptedException;

  /** Not a record: headers and body hold credentials, and must not print themselves. */
  final class Outgoing {

    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    Outgoing(String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
      this.method = method;
      this.uri = uri;
      this.headers = headers;
      this.body = body;
    }

    String method() {
      return method;
    }

    URI uri() {
      return uri;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte @Nullable [] body() {
      return body;
    }
  }
}
