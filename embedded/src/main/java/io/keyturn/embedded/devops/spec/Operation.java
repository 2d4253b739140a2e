package io.keyturn.embedded.devops.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One operation of a document. */
record Operation(
    String host,
    String method,
    List<String> template,
    Map<String, Boolean> queryParameters,
    JsonNode bodySchema,
    JsonNode responses,
    JsonNode definitions) {

  /**
   * @param pathKey as in the document; some end in a question mark or carry a query, which are
   *     slips of the documents and no part of the path
   */
  static Operation of(JsonNode document, String pathKey, String method, JsonNode operation) {
    Map<String, Boolean> query = new LinkedHashMap<>();
    JsonNode body = operation.path("nobody");
    for (JsonNode written : operation.path("parameters")) {
      JsonNode parameter = resolved(document, written);
      switch (parameter.path("in").asString("")) {
        case "query" ->
            query.put(
                parameter.path("name").asString(""), parameter.path("required").asBoolean(false));
        case "body" -> body = parameter.path("schema");
        default -> {}
      }
    }
    String path = pathKey.replaceFirst("\\?.*", "");
    List<String> template = new ArrayList<>(List.of(path.split("/")));
    template.removeIf(String::isEmpty);
    return new Operation(
        document.path("host").asString(""),
        method.toUpperCase(Locale.ROOT),
        template,
        query,
        body,
        operation.path("responses"),
        document.path("definitions"));
  }

  /** Words match in any case, as on the wire; a variable takes one segment. */
  boolean matches(String otherHost, List<String> path) {
    if (!host.equals(otherHost) || path.size() != template.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      String part = template.get(i);
      if (!part.startsWith("{") && !part.equalsIgnoreCase(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode resolved(JsonNode document, JsonNode parameter) {
    String reference = parameter.path("$ref").asString("");
    return reference.isEmpty()
        ? parameter
        : document.path("parameters").path(reference.substring(reference.lastIndexOf('/') + 1));
  }
}
