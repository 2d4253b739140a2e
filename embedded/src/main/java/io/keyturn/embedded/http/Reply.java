package io.keyturn.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reply to one request: the site's, or what an effect makes of it.
 *
 * <p>Listeners are told after the site has done its work and before the first byte of the answer
 * leaves, so that whoever has the answer finds the exchange recorded. The connection drops when the
 * exchange is closed before an answer was written.
 */
record Reply(HttpExchange exchange, Site site, Request request, Consumer<Exchange> listener) {

  private static final Logger log = LoggerFactory.getLogger(Reply.class);

  void well() throws IOException {
    deliver(ask());
  }

  void badly(Effect effect) throws IOException, InterruptedException {
    switch (effect) {
      case Effect.Status(int status, Map<String, String> headers, String text) ->
          deliver(fixed(status, headers, text));
      case Effect.SignInPage() -> deliver(signInPage());
      case Effect.Delay(Duration duration) -> {
        Thread.sleep(duration);
        deliver(ask());
      }
      case Effect.Reset() -> tell(Optional.empty(), false);
      case Effect.ApplyThenReset() -> tell(Optional.of(ask()), false);
      case Effect.ApplyThenDelay(Duration duration) -> {
        Answer answer = ask();
        tell(Optional.of(answer), true);
        Thread.sleep(duration);
        write(exchange, answer);
      }
      case Effect.ApplyAndAdd(Map<String, String> headers) -> deliver(with(ask(), headers));
      case Effect.StallBody(Duration duration) -> {
        Answer answer = ask();
        tell(Optional.of(answer), false);
        writeHalf(answer);
        Thread.sleep(duration);
      }
    }
  }

  private Answer ask() {
    try {
      return site.handle(request);
    } catch (RuntimeException e) {
      log.error("{} {}{} failed", request.method(), site.prefix(), request.path(), e);
      return Answer.empty(500);
    }
  }

  private void deliver(Answer answer) throws IOException {
    tell(Optional.of(answer), true);
    write(exchange, answer);
  }

  private void tell(Optional<Answer> answer, boolean delivered) {
    listener.accept(new Exchange(site.prefix(), request, answer, delivered));
  }

  static void write(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head && answer.body().length > 0) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(answer.body().length));
    }
    boolean bodyless = head || answer.status() == 204 || answer.status() == 304;
    if (bodyless || answer.body().length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), answer.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }

  // Announces one byte more than it has, so that even an empty body stalls.
  private void writeHalf(Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), answer.body().length + 1L);
    OutputStream out = exchange.getResponseBody();
    out.write(Arrays.copyOf(answer.body(), answer.body().length / 2));
    out.flush();
  }

  private static Answer fixed(
      int status, @Nullable Map<String, String> headers, @Nullable String text) {
    Answer answer = text == null ? Answer.empty(status) : Answer.json(status, text);
    return headers == null ? answer : with(answer, headers);
  }

  private static Answer with(Answer answer, Map<String, String> headers) {
    Answer more = answer;
    for (var header : headers.entrySet()) {
      more = more.with(header.getKey(), header.getValue());
    }
    return more;
  }

  private static Answer signInPage() {
    return Answer.html(
        203,
        "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head>"
            + "<body>Sign in to continue</body></html>");
  }
}
