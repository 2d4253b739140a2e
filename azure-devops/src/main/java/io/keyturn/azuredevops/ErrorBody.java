package io.keyturn.azuredevops;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an error answer says that is stable: its type key and the TF and VS codes. Its wording is
 * for people, changes, and may quote what we sent; so it is looked at here and goes no further.
 *
 * <p>Four forms occur (source: azure-devops-go-api, v7/client.go, UnwrapError): nothing, plain
 * text, a wrapped exception with inner ones, and {@code {"count":1,"value":{"Message":"…"}}}. The
 * text may also stand URL-encoded in the {@code X-TFS-ServiceError} header.
 */
final class ErrorBody {

  private static final Pattern CODE = Pattern.compile("\\b(?:TF|VS)\\d{3,7}\\b");
  private static final Pattern TYPE_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,99}");
  private static final Pattern ADMINISTRATOR_ROLE = Pattern.compile("\\bAdministrator\\b");
  private static final int DEEPEST_INNER_EXCEPTION = 10;

  private final TreeSet<String> codes = new TreeSet<>();
  private Optional<String> typeKey = Optional.empty();
  private boolean namesAdministratorRole;

  private ErrorBody() {}

  static ErrorBody of(Answer answer) {
    ErrorBody error = new ErrorBody();
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      try {
        error.readException(Json.MAPPER.readTree(text), 0);
      } catch (JacksonException notJsonAfterAll) {
        error.readText(text);
      }
    } else {
      error.readText(text);
    }
    answer.header("X-TFS-ServiceError").ifPresent(header -> error.readText(decoded(header)));
    return error;
  }

  boolean has(String code) {
    return codes.contains(code);
  }

  boolean isA(String key) {
    return typeKey.filter(key::equals).isPresent();
  }

  /** The role's name, which is an identifier of the product, occurs in the text. */
  boolean namesAdministratorRole() {
    return namesAdministratorRole;
  }

  /** For the end of a sentence: {@code " (TF400898, ServiceEndpointException)"}, or nothing. */
  String stableParts() {
    TreeSet<String> parts = new TreeSet<>(codes);
    typeKey.ifPresent(parts::add);
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private void readException(JsonNode node, int depth) {
    if (typeKey.isEmpty()) {
      typeKey = Json.text(node, "typeKey").filter(key -> TYPE_KEY.matcher(key).matches());
    }
    Json.text(node, "message").ifPresent(this::readText);
    Json.text(node, "Message").ifPresent(this::readText);
    Json.text(node.path("value"), "Message").ifPresent(this::readText);
    JsonNode inner = node.path("innerException");
    if (inner.isObject() && depth < DEEPEST_INNER_EXCEPTION) {
      readException(inner, depth + 1);
    }
  }

  private void readText(String text) {
    Matcher found = CODE.matcher(text);
    while (found.find()) {
      codes.add(found.group());
    }
    namesAdministratorRole |= ADMINISTRATOR_ROLE.matcher(text).find();
  }

  private static String decoded(String header) {
    try {
      return URLDecoder.decode(header, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return header;
    }
  }
}
