package io.keyturn.azuredevops;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What came back, as it came. Not a record: a body may name people, and must not print itself. */
final class Answer {

  private static final Pattern ACTIVITY =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final int status;
  private final Function<String, Optional<String>> headers;
  private final byte[] body;

  /**
   * @param headers the first value of a header, whatever the case of its name
   */
  Answer(int status, Function<String, Optional<String>> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** Without the UTF-8 byte order mark that some answers begin with. */
  byte[] body() {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
  }

  Optional<String> header(String name) {
    return headers.apply(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  boolean isJson() {
    return header("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("application/json") || type.contains("+json"))
        .isPresent();
  }

  /** What Microsoft's support asks for, so it belongs into every sentence about a failure. */
  Optional<String> activityId() {
    return header("ActivityId")
        .or(() -> header("X-VSS-E2EID"))
        .filter(id -> ACTIVITY.matcher(id).matches());
  }
}
