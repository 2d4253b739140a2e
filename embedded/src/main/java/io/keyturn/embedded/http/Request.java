package io.keyturn.embedded.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a site sees it.
 *
 * @param origin scheme, host and port the caller used, for links in answers: {@code
 *     https://localhost:19443}
 * @param path what follows the site's prefix, not yet decoded; empty or starting with a slash
 * @param query decoded; the last one wins where a name occurs twice
 * @param headers names in lower case
 */
public record Request(
    String method,
    String origin,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  /** The path's segments, decoded, without empty ones. */
  public List<String> segments() {
    return Arrays.stream(path.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  /** A header by its name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body read as {@code application/x-www-form-urlencoded}. */
  public Map<String, String> form() {
    return parsePairs(text());
  }

  /** Reads {@code a=b&c=d}; a name without a value has the empty one. */
  public static Map<String, String> parsePairs(String encoded) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : encoded.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.put(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return pairs;
  }
}
