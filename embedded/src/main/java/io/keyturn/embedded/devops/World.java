package io.keyturn.embedded.devops;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Everything this Azure DevOps knows. Whoever reads or changes it holds its monitor. */
final class World {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultVisibility(checker ->
              checker
                  .withVisibility(PropertyAccessor.ALL, Visibility.NONE)
                  .withVisibility(PropertyAccessor.FIELD, Visibility.ANY)
                  .withVisibility(PropertyAccessor.CREATOR, Visibility.ANY))
          .build();

  Map<String, Organization> organizations = new TreeMap<>();
  List<PersonalAccessToken> tokens = new ArrayList<>();

  /** Organization names are compared without regard to case, as in URLs of the real service. */
  Optional<Organization> organization(String name) {
    return Optional.ofNullable(organizations.get(name.toLowerCase(Locale.ROOT)));
  }

  void replaceBy(World other) {
    organizations.clear();
    organizations.putAll(other.organizations);
    tokens.clear();
    tokens.addAll(other.tokens);
  }

  /** The same id for the same name in every run, so that a demo's URLs stay good. */
  static String idFor(String... parts) {
    return UUID.nameUUIDFromBytes(
            String.join("\n", parts).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
