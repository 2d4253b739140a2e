package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation: where it is, which PAT scopes open it, what it does.
 *
 * @param template below the organization; words match in any case, {@code {names}} match one
 *     segment each
 * @param scopes one of them is enough; none means that any token will do
 * @param preview whether the version asked for must say so
 */
record Route(
    String method,
    List<String> template,
    Set<String> scopes,
    boolean preview,
    Operation operation) {

  /** Answers a call, or throws a {@link Refusal}. Runs while the world is held. */
  @FunctionalInterface
  interface Operation {
    Answer answer(Call call);
  }

  static Route of(String method, String template, Set<String> scopes, Operation operation) {
    return new Route(method, List.of(template.split("/")), scopes, false, operation);
  }

  static Route preview(String method, String template, Set<String> scopes, Operation operation) {
    return new Route(method, List.of(template.split("/")), scopes, true, operation);
  }

  /** The variables when the path is this route's, whatever the method. */
  Optional<Map<String, String>> match(List<String> segments) {
    if (segments.size() != template.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String part = template.get(i);
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equalsIgnoreCase(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
