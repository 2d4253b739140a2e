package io.keyturn.settings;

import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** docs/api.md: its table of operations as the code has them, and the codes that it explains. */
final class ApiPage {

  static final Path FILE = Path.of("..", "docs", "api.md");

  private static final String HEAD = "| operation | who | what it does |\n|---|---|---|\n";
  private static final Pattern CODE =
      Pattern.compile("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"");
  private static final Pattern NO_CODE =
      Pattern.compile(
          "(azure|io|keyturn|server|spring)\\..*|.*\\.(json|css|js)|a\\.expires"); // names of
  // others
  private static final Pattern EXPLAINED =
      Pattern.compile("^\\| `([a-z-]+\\.[a-z-]+)` \\|", Pattern.MULTILINE);

  private ApiPage() {}

  static String read() throws IOException {
    return Files.readString(FILE);
  }

  /** The page with the table of operations made anew. */
  static String with(String page, Installation installation) {
    int begin = page.indexOf(HEAD) + HEAD.length();
    return page.substring(0, begin)
        + rows(installation)
        + page.substring(page.indexOf("\n\n", begin) + 1);
  }

  private static String rows(Installation installation) {
    JsonNode api = installation.call(null, "GET", "/api/v1/openapi", null).json();
    Map<String, HandlerMethod> endpoints = endpoints(installation);
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, JsonNode> path :
        new TreeMap<>(
                api.path("paths").properties().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
            .entrySet()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String endpoint = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        rows.append("| `")
            .append(endpoint.replace("/api/v1", ""))
            .append("` | ")
            .append(who(endpoints.get(endpoint)))
            .append(" | ")
            .append(operation.getValue().path("summary").asString(""))
            .append(" |\n");
      }
    }
    return rows.toString();
  }

  private static String who(@Nullable HandlerMethod method) {
    AllowedTo allowed = method == null ? null : method.getMethodAnnotation(AllowedTo.class);
    return allowed == null
        ? "nobody"
        : Arrays.stream(allowed.value())
            .sorted()
            .map(ApiPage::word)
            .collect(Collectors.joining(", "));
  }

  private static String word(Role role) {
    return switch (role) {
      case TENANT_ADMIN -> "administrator";
      case APPLICATION_OWNER -> "owner";
      case AUDITOR -> "auditor";
      case WORKER -> "worker";
    };
  }

  /** Every constant of the code that looks like a code of the API. */
  static Set<String> codesOfTheCode() throws IOException {
    Set<String> codes = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(it -> it.toString().endsWith(".java")).toList()) {
        CODE.matcher(Files.readString(source))
            .results()
            .map(it -> it.group(1))
            .filter(it -> !NO_CODE.matcher(it).matches())
            .forEach(codes::add);
      }
    }
    return codes;
  }

  static List<String> codesOf(String page) {
    return EXPLAINED.matcher(page).results().map(it -> it.group(1)).toList();
  }

  /** Every method and path that a controller of ours answers to. */
  static Map<String, HandlerMethod> endpoints(Installation installation) {
    Map<String, HandlerMethod> endpoints = new TreeMap<>();
    installation
        .context
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((info, method) -> {
          if (method.getBeanType().getPackageName().startsWith("io.keyturn")
              && info.getPathPatternsCondition() != null) {
            for (String path : info.getPathPatternsCondition().getPatternValues()) {
              info.getMethodsCondition()
                  .getMethods()
                  .forEach(verb -> endpoints.put(verb + " " + path, method));
            }
          }
        });
    return endpoints;
  }
}
