package io.keyturn.settings.description;

import io.keyturn.settings.api.RequestBodies;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What requests look like, for the description. A test sends each without its required fields, and
 * with one that it does not have.
 */
final class Bodies {

  private final RequestBodies requests = new RequestBodies();

  /** By name, for the description's components. */
  Map<String, Schema<?>> schemas() {
    Map<String, Schema<?>> schemas = new LinkedHashMap<>();
    requests.schemas().forEach((name, json) -> schemas.put(name, schema(json.toString())));
    return schemas;
  }

  /** The name of the schema for that request, if it is known. */
  Optional<String> of(String method, String path) {
    return requests.of(method, path);
  }

  private static Schema<?> schema(String json) {
    try {
      return Json31.mapper().readValue(json, Schema.class);
    } catch (IOException e) {
      throw new IllegalStateException("bodies.json holds what is no schema", e);
    }
  }
}
