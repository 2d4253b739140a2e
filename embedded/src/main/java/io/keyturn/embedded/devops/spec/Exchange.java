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

  /** Without bodies: they carry secrets. */
  @Override
  public String toString() {
    return method + " " + host + "/" + String.join("/", path) + " -> " + status;
  }

  private static String host(String prefix) {
    return switch (prefix) {
      case "/devops" -> "dev.azure.com";
      case "/vssps" -> "vssps.dev.azure.com";
      case "/accounts" -> "app.vssps.visualstudio.com";
      default -> throw new IllegalArgumentException("no site of Azure DevOps: " + prefix);
    };
  }
}
