package io.keyturn.contracts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a JSON Schema asks today that it did not ask before, or no longer promises. */
final class SchemaChange {

  /** Words for people; they may be put better. */
  private static final Set<String> TOLD = Set.of("$id", "$schema", "title", "description");

  private SchemaChange() {}

  static List<String> broken(JsonNode before, JsonNode now) {
    List<String> broken = new ArrayList<>();
    compare("", before, now, broken);
    return broken;
  }

  private static void compare(String path, JsonNode before, JsonNode now, List<String> broken) {
    Set<String> keywords = new HashSet<>(before.propertyNames());
    keywords.addAll(now.propertyNames());
    keywords.removeAll(TOLD);
    for (String keyword : keywords) {
      JsonNode then = before.get(keyword);
      JsonNode today = now.get(keyword);
      String at = path + "/" + keyword;
      switch (keyword) {
        case "properties", "$defs" -> properties(at, then, today, broken);
        case "items" -> {
          if (then == null || today == null) {
            broken.add(at);
          } else {
            compare(at, then, today, broken);
          }
        }
        case "enum" -> {
          if (then == null || today == null || !values(today).containsAll(values(then))) {
            broken.add(at);
          }
        }
        case "required" -> {
          if (!values(then).equals(values(today))) {
            broken.add(at);
          }
        }
        default -> {
          if (!Objects.equals(then, today)) {
            broken.add(at);
          }
        }
      }
    }
  }

  private static void properties(String at, JsonNode before, JsonNode now, List<String> broken) {
    if (before == null) {
      return;
    }
    for (String name : before.propertyNames()) {
      if (now == null || !now.has(name)) {
        broken.add(at + "/" + name);
      } else {
        compare(at + "/" + name, before.get(name), now.get(name), broken);
      }
    }
  }

  private static Set<JsonNode> values(JsonNode list) {
    return list == null ? Set.of() : new HashSet<>(list.valueStream().toList());
  }
}
