package io.keyturn.worker.identity;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls with one deadline for the whole exchange. */
public final class WholeAnswer {

  private WholeAnswer() {}

  /**
   * @param deadline until the last byte; {@link HttpRequest}'s own timeout ends with the headers,
   *     and a body may stall after them
   * @throws HttpTimeoutException when the deadline passed
   */
  public static <T> HttpResponse<T> of(
      HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> body, Duration deadline)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
    try {
      return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + deadline);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true); // closes the connection of a call that is still under way
    }
  }
}
