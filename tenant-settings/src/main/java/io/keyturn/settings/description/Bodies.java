package io.keyturn.settings.description;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What requests look like. Bodies are read field by field, so that one answer can name all that is
 * wrong; no class says what they hold, and {@code bodies.json} does. A test sends each without its
 * required fields.
 */
final class Bodies {

  private final JsonNode file = read();

  /** By name, for the description's components. */
  Map<String, Schema<?>> schemas() {
    Map<String, Schema<?>> schemas = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> schema : file.path("schemas").properties()) {
      schemas.put(schema.getKey(), schema(schema.getValue().toString()));
    }
    return schemas;
  }

  /** The name of the schema for that request, if it is known. */
  Optional<String> of(String method, String path) {
    return Optional.ofNullable(file.path("requests").path(method + " " + path).asString(null));
  }

  private static Schema<?> schema(String json) {
    try {
      return Json31.mapper().readValue(json, Schema.class);
    } catch (IOException e) {
      throw new IllegalStateException("bodies.json holds what is no schema", e);
    }
  }

  private static JsonNode read() {
    try (InputStream in = Bodies.class.getResourceAsStream("bodies.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("bodies.json cannot be read", e);
    }
  }
}
