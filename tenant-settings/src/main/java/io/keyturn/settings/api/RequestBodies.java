package io.keyturn.settings.api;

import io.keyturn.contracts.api.Problem.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What requests look like. Bodies are read field by field, so that one answer can name all that is
 * wrong; no class says what they hold, and {@code bodies.json} does: to readers of the API's
 * description, and here. What an answer has and a request cannot change is marked {@code readOnly}
 * there and not looked at, for an answer may be sent back as a request.
 */
public final class RequestBodies {

  private static final String SCHEMAS = "#/components/schemas/";
  private static final int MOST_NAMED = 20;
  // Whatever else stands where a name belongs may be a secret, and is not repeated.
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_-]{0,31}");

  private final JsonNode file = read();

  /** By name. */
  public Map<String, JsonNode> schemas() {
    Map<String, JsonNode> schemas = new LinkedHashMap<>();
    file.path("schemas").properties().forEach(it -> schemas.put(it.getKey(), it.getValue()));
    return schemas;
  }

  /**
   * The name of the schema for that request, if it is known.
   *
   * @param path with the names of its variables
   */
  public Optional<String> of(String method, String path) {
    return Optional.ofNullable(file.path("requests").path(method + " " + path).asString(null));
  }

  /**
   * A misspelled field that may be left out would be lost without a word.
   *
   * @throws ProblemException naming each field that such a request does not have
   */
  void refuseUnknown(String method, String path, JsonNode body) {
    String schema =
        of(method, path)
            .orElseThrow(() -> new IllegalStateException("bodies.json lacks " + method + path));
    List<FieldError> unknown = new ArrayList<>();
    look(file.path("schemas").path(schema), body, "", unknown);
    if (!unknown.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "fields.unknown",
          unknown.size() == 1
              ? "The field " + unknown.getFirst().field() + " " + unknown.getFirst().message() + "."
              : unknown.size() + " fields are not known.",
          "Correct the fields named in errors or leave them out; the API's description has all that"
              + " this request can hold. Nothing was stored.",
          unknown);
    }
  }

  private void look(JsonNode given, JsonNode value, String at, List<FieldError> unknown) {
    String reference = given.path("$ref").asString("");
    JsonNode schema =
        reference.isEmpty()
            ? given
            : file.path("schemas").path(reference.substring(SCHEMAS.length()));
    if (value.isArray() && schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        look(schema.path("items"), value.get(i), at + "[" + i + "]", unknown);
      }
    }
    if (!value.isObject() || schema.path("additionalProperties").asBoolean(true)) {
      return;
    }
    String prefix = at.isEmpty() ? "" : at + ".";
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      if (known.isMissingNode()) {
        if (unknown.size() < MOST_NAMED) {
          unknown.add(unknown(prefix, field.getKey(), schema.path("properties"), value));
        }
      } else if (!known.path("readOnly").asBoolean(false)) {
        look(known, field.getValue(), prefix + field.getKey(), unknown);
      }
    }
  }

  private static FieldError unknown(String prefix, String name, JsonNode known, JsonNode sent) {
    if (!NAME.matcher(name).matches()) {
      return new FieldError(prefix + "?", "field.unknown", "has a name that no field has");
    }
    List<String> left =
        known.properties().stream()
            .filter(it -> !it.getValue().path("readOnly").asBoolean(false))
            .map(Map.Entry::getKey)
            .filter(it -> !sent.has(it))
            .toList();
    return new FieldError(
        prefix + name,
        "field.unknown",
        Nearest.to(name, left)
            .map(it -> "is not known; perhaps " + prefix + it + " is meant")
            .orElse("is not known"));
  }

  private static JsonNode read() {
    try (InputStream in = RequestBodies.class.getResourceAsStream("bodies.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("bodies.json cannot be read", e);
    }
  }
}
