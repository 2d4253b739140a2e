package io.keyturn.embedded.devops.spec;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request and its answer.
 *
 * @param host whose documents apply: {@code dev.azure.com}, {@code vssps.dev.azure.com} or {@code
 *     app.vssps.visualstudio.com}
 * @param path decoded segments from the host's root
 * @param query decoded
 * @param accept the request's {@code Accept} header, empty when there was none
 */
public record Exchange(
    String host,
    String method,
    List<String> path,
    Map<String, String> query,
    String accept,
    String requestBody,
    int status,
    String contentType,
    String answerBody) {

  private static final Map<String, String> HOSTS =
      Map.of(
          "/devops", "dev.azure.com",
          "/vssps", "vssps.dev.azure.com",
          "/accounts", "app.vssps.visualstudio.com");

  public Exchange {
    path = List.copyOf(path);
    query = Map.copyOf(query);
  }

  /**
   * @param prefix of the site that answered, as {@code EmbeddedAzureDevOps} names them
   */
  public static Exchange of(String prefix, Request request, Answer answer) {
    return new Exchange(
        host(prefix),
        request.method(),
        request.segments(),
        request.query(),
        request.header("accept").orElse(""),
        request.text(),
        answer.status(),
        Optional.ofNullable(answer.headers().get("Content-Type")).orElse(""),
        new String(answer.body(), StandardCharsets.UTF_8));
  }

  /**
   * What a server's listener was told; empty for other sites than those of Azure DevOps, and where
   * the connection was dropped before there was an answer.
   */
  public static Optional<Exchange> of(io.keyturn.embedded.http.Exchange told) {
    return HOSTS.containsKey(told.prefix())
        ? told.answer().map(answer -> of(told.prefix(), told.request(), answer))
        : Optional.empty();
  }

  /** Without bodies: they carry secrets. */
  @Override
  public String toString() {
    return method + " " + host + "/" + String.join("/", path) + " -> " + status;
  }

  private static String host(String prefix) {
    String host = HOSTS.get(prefix);
    if (host == null) {
      throw new IllegalArgumentException("no site of Azure DevOps: " + prefix);
    }
    return host;
  }
}
