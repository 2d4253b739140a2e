package io.keyturn.embedded.devops.spec;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Holds a JSON value against a schema of Swagger 2.0. Messages name places, never values. */
final class SchemaCheck {

  // Typed as objects there, but strings or free JSON on the wire. Source: recorded answers.
  private static final Set<String> FREE =
      Set.of("JToken", "JObject", "IdentityDescriptor", "PropertiesCollection", "ReferenceLinks");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final JsonNode definitions;
  private final boolean knownPropertiesOnly;
  private final List<String> violations = new ArrayList<>();

  private SchemaCheck(JsonNode definitions, boolean knownPropertiesOnly) {
    this.definitions = definitions;
    this.knownPropertiesOnly = knownPropertiesOnly;
  }

  static List<String> ofAnswer(JsonNode definitions, JsonNode schema, JsonNode value) {
    SchemaCheck check = new SchemaCheck(definitions, false);
    check.value(schema, value, "answer");
    return check.violations;
  }

  /** Stricter: what is sent must be known by name. */
  static List<String> ofRequest(JsonNode definitions, JsonNode schema, JsonNode value) {
    SchemaCheck check = new SchemaCheck(definitions, true);
    check.value(schema, value, "body");
    return check.violations;
  }

  private void value(JsonNode schema, JsonNode value, String place) {
    // Null stands for "not told" anywhere: masked secrets, empty mail addresses.
    if (schema.isMissingNode() || value.isNull()) {
      return;
    }
    String reference = schema.path("$ref").asString("");
    if (!reference.isEmpty()) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      if (!FREE.contains(name)) {
        value(definitions.path(name), value, place);
      }
      return;
    }
    if (schema.has("enum")) {
      oneOf(schema.path("enum"), value, place);
      return;
    }
    switch (schema.path("type").asString("")) {
      case "object" -> object(schema, value, place);
      case "array" -> array(schema, value, place);
      case "string" -> string(schema, value, place);
      case "boolean" -> require(value.isBoolean(), place, "a boolean");
      case "integer" -> require(value.isIntegralNumber(), place, "an integer");
      case "number" -> require(value.isNumber(), place, "a number");
      default -> {}
    }
  }

  private void object(JsonNode schema, JsonNode value, String place) {
    if (!require(value.isObject(), place, "an object")) {
      return;
    }
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    schema.path("properties").properties().forEach(p -> properties.set(p.getKey(), p.getValue()));
    inherit(schema, properties);
    JsonNode additional = schema.path("additionalProperties");
    boolean free = properties.isEmpty() && additional.isMissingNode();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String at = place + "." + entry.getKey();
      JsonNode known = properties.path(entry.getKey());
      if (!known.isMissingNode()) {
        value(known, entry.getValue(), at);
      } else if (!additional.isMissingNode()) {
        value(additional, entry.getValue(), at);
      } else if (knownPropertiesOnly && !free) {
        violations.add(at + " is not known");
      }
    }
  }

  private void inherit(JsonNode schema, ObjectNode properties) {
    for (JsonNode parent : schema.path("allOf")) {
      String reference = parent.path("$ref").asString("");
      JsonNode definition = definitions.path(reference.substring(reference.lastIndexOf('/') + 1));
      definition
          .path("properties")
          .properties()
          .forEach(p -> {
            if (!properties.has(p.getKey())) {
              properties.set(p.getKey(), p.getValue());
            }
          });
      inherit(definition, properties);
    }
  }

  private void array(JsonNode schema, JsonNode value, String place) {
    if (require(value.isArray(), place, "an array")) {
      for (int i = 0; i < value.size(); i++) {
        value(schema.path("items"), value.path(i), place + "[" + i + "]");
      }
    }
  }

  private void string(JsonNode schema, JsonNode value, String place) {
    if (!require(value.isString(), place, "a string")) {
      return;
    }
    switch (schema.path("format").asString("")) {
      case "uuid" -> require(UUID.matcher(value.asString()).matches(), place, "a UUID");
      case "date-time" -> {
        try {
          OffsetDateTime.parse(value.asString());
        } catch (DateTimeException e) {
          violations.add(place + " is not a date and time");
        }
      }
      default -> {}
    }
  }

  private void oneOf(JsonNode names, JsonNode value, String place) {
    for (JsonNode name : names) {
      if (name.equals(value)) {
        return;
      }
    }
    violations.add(place + " is none of the values listed");
  }

  private boolean require(boolean holds, String place, String what) {
    if (!holds) {
      violations.add(place + " is not " + what);
    }
    return holds;
  }
}
