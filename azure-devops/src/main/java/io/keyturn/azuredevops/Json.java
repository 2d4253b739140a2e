package io.keyturn.azuredevops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as Azure DevOps writes it; a tree read and written again keeps fields, order, numbers. */
final class Json {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** The text of a field that is a non-empty string; anything else is absent. */
  static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isString() && !value.stringValue().isEmpty()
        ? Optional.of(value.stringValue())
        : Optional.empty();
  }

  /** A field that is a GUID. */
  static Optional<UUID> guid(JsonNode node, String field) {
    return text(node, field).filter(Tenants::isGuid).map(UUID::fromString);
  }

  /** The elements of a list answer, {@code {count, value}} or bare; null elements are left out. */
  static List<JsonNode> elements(JsonNode node) {
    JsonNode list = node.isArray() ? node : node.path("value");
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode element : list) {
      if (!element.isNull()) {
        found.add(element);
      }
    }
    return found;
  }
}
