package io.keyturn.embedded.entra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code scope} parameter taken apart: one resource, what is asked of it, and OpenID's own words.
 *
 * @param resource the audience of the token asked for, exactly as it was written
 * @param names what is asked of the resource; {@code .default} among them
 */
record Scopes(Optional<String> resource, List<String> names, Set<String> openId) {

  static final String GRAPH = "https://graph.microsoft.com";

  private static final Set<String> OPEN_ID = Set.of("openid", "profile", "email", "offline_access");
  private static final Set<String> MICROSOFT =
      Set.of(
          "499b84ac-1321-427f-aa17-267ca6975798",
          "00000003-0000-0000-c000-000000000000",
          GRAPH,
          "https://management.azure.com",
          "https://management.core.windows.net",
          "https://vault.azure.net",
          "https://containerregistry.azure.net",
          "api://azureadtokenexchange");

  static Scopes parse(String scope) {
    Optional<String> resource = Optional.empty();
    List<String> names = new ArrayList<>();
    Set<String> openId = new java.util.LinkedHashSet<>();
    for (String part : scope.strip().split("\\s+")) {
      int slash = part.lastIndexOf('/');
      if (OPEN_ID.contains(part)) {
        openId.add(part);
      } else if (slash > 0) {
        resource = resource.or(() -> Optional.of(part.substring(0, slash)));
        names.add(part.substring(slash + 1));
      } else if (!part.isEmpty()) {
        // A bare name such as User.Read means Microsoft Graph.
        resource = resource.or(() -> Optional.of(GRAPH));
        names.add(part);
      }
    }
    return new Scopes(resource, names, openId);
  }

  boolean everythingPreconsented() {
    return names.equals(List.of(".default"));
  }

  /** {@code scp} of a token for a person. */
  String delegated() {
    return everythingPreconsented() ? "user_impersonation" : String.join(" ", names);
  }

  static boolean ofMicrosoft(String resource) {
    return MICROSOFT.contains(withoutSlash(resource).toLowerCase(java.util.Locale.ROOT));
  }

  static String withoutSlash(String resource) {
    return resource.endsWith("/") ? resource.substring(0, resource.length() - 1) : resource;
  }
}
