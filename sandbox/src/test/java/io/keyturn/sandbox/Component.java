package io.keyturn.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A component of a CycloneDX document that is not our own.
 *
 * @param licences SPDX ids where the plugin knows one, else what the component's POM says; several
 *     are a choice, as in a POM
 */
record Component(String group, String name, String version, List<String> licences) {

  Component {
    licences = List.copyOf(licences);
  }

  static List<Component> of(Path bom) {
    return JsonMapper.shared()
        .readTree(bom)
        .path("components")
        .valueStream()
        .map(Component::of)
        .filter(component -> !component.group.equals("io.keyturn"))
        .toList();
  }

  private static Component of(JsonNode component) {
    return new Component(
        component.path("group").asString(""),
        component.path("name").asString(""),
        component.path("version").asString(""),
        component.path("licenses").valueStream().flatMap(Component::licence).toList());
  }

  private static Stream<String> licence(JsonNode choice) {
    return Stream.of(
            choice.path("license").path("id"),
            choice.path("license").path("name"),
            choice.path("expression"))
        .map(said -> said.asString(null))
        .filter(Objects::nonNull)
        .limit(1);
  }

  @Override
  public String toString() {
    return group + ":" + name + ":" + version + " " + String.join(" or ", licences);
  }
}
