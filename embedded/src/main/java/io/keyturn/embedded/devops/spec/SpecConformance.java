package io.keyturn.embedded.devops.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Microsoft's OpenAPI documents (Swagger 2.0) of Azure DevOps as a judge of recorded calls.
 *
 * <p>Known slips of the documents are allowed for: lists are {@code {count, value}} on the wire
 * although written as arrays, successes other than 200 are not written, paths carry queries, some
 * operations are not documented at all.
 */
public final class SpecConformance {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Real, used by Microsoft's clients, and in none of the documents. */
  private static final Set<String> UNDOCUMENTED =
      Set.of("connectiondata", "resourceareas", "identitybatch");

  private final List<Operation> operations;

  private SpecConformance(List<Operation> operations) {
    this.operations = List.copyOf(operations);
  }

  /** Looks for {@code shared/azure-devops/specs} beside the working directory or above it. */
  public static Optional<Path> findSpecs() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path specs = at.resolve("shared/azure-devops/specs");
      if (Files.isDirectory(specs)) {
        return Optional.of(specs);
      }
    }
    return Optional.empty();
  }

  /** Reads every {@code .json} of the folder. */
  public static SpecConformance load(Path folder) {
    List<Operation> operations = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode document = JSON.readTree(Files.readString(file));
        for (String section : List.of("paths", "x-ms-paths")) {
          for (Map.Entry<String, JsonNode> path : document.path(section).properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
              if (method.getValue().has("responses")) {
                operations.add(
                    Operation.of(document, path.getKey(), method.getKey(), method.getValue()));
              }
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SpecConformance(operations);
  }

  /** How many operations the documents describe. */
  public int operations() {
    return operations.size();
  }

  /** What is wrong with the request or its answer; empty when both are as documented. */
  public List<String> violations(Exchange exchange) {
    List<String> all = new ArrayList<>(requestViolations(exchange));
    all.addAll(answerViolations(exchange));
    return all;
  }

  /** Whether the operation, its query parameters and its body's properties exist. */
  public List<String> requestViolations(Exchange exchange) {
    if (isUndocumented(exchange)) {
      return List.of();
    }
    return best(exchange, operation -> requestViolations(operation, exchange));
  }

  /** Whether the answer has the documented type, or the form of an error. */
  public List<String> answerViolations(Exchange exchange) {
    if (isUndocumented(exchange)) {
      return List.of();
    }
    if (exchange.status() == 203 || exchange.status() >= 300) {
      return errorViolations(exchange);
    }
    // Which of two operations on one path it was, the request tells.
    List<Operation> candidates = candidates(exchange);
    return candidates.stream()
        .min(Comparator.comparingInt(o -> requestViolations(o, exchange).size()))
        .map(o -> named(exchange, successViolations(o, exchange)))
        .orElse(List.of(exchange + ": no such operation"));
  }

  private List<String> best(Exchange exchange, Function<Operation, List<String>> check) {
    return candidates(exchange).stream()
        .map(check)
        .min(Comparator.comparingInt(List::size))
        .map(found -> named(exchange, found))
        .orElse(List.of(exchange + ": no such operation"));
  }

  private List<Operation> candidates(Exchange exchange) {
    return operations.stream()
        .filter(o -> o.method().equals(exchange.method()))
        .filter(o -> o.matches(exchange.host(), exchange.path()))
        .toList();
  }

  private static List<String> requestViolations(Operation operation, Exchange exchange) {
    List<String> found = new ArrayList<>();
    for (String sent : exchange.query().keySet()) {
      if (operation.queryParameters().keySet().stream().noneMatch(sent::equalsIgnoreCase)) {
        found.add("query parameter " + sent + " is not known");
      }
    }
    operation
        .queryParameters()
        .forEach((name, required) -> {
          boolean sent =
              exchange.query().keySet().stream().anyMatch(name::equalsIgnoreCase)
                  || (name.equals("api-version") && exchange.accept().contains("api-version="));
          if (required && !sent) {
            found.add("query parameter " + name + " is required");
          }
        });
    boolean wantsBody = !operation.bodySchema().isMissingNode();
    if (wantsBody && exchange.requestBody().isEmpty()) {
      found.add("a body is required");
    } else if (!wantsBody && !exchange.requestBody().isEmpty()) {
      found.add("a body is not expected");
    } else if (wantsBody) {
      try {
        found.addAll(
            SchemaCheck.ofRequest(
                operation.definitions(),
                operation.bodySchema(),
                JSON.readTree(exchange.requestBody())));
      } catch (JacksonException e) {
        found.add("the body is not JSON");
      }
    }
    return found;
  }

  private static List<String> successViolations(Operation operation, Exchange exchange) {
    // Only 200 is written down, yet sharing and deleting answer 204.
    JsonNode schema = operation.responses().path("200").path("schema");
    if (exchange.status() == 204 || schema.isMissingNode()) {
      return exchange.answerBody().isEmpty() ? List.of() : List.of("a body is not expected");
    }
    if (!exchange.contentType().startsWith("application/json")) {
      return List.of("the content type is not JSON");
    }
    JsonNode body;
    try {
      body = JSON.readTree(withoutMark(exchange.answerBody()));
    } catch (JacksonException e) {
      return List.of("the answer is not JSON");
    }
    if (!schema.path("type").asString("").equals("array") || body.isArray()) {
      return SchemaCheck.ofAnswer(operation.definitions(), schema, body);
    }
    if (!body.path("value").isArray()
        || body.path("count").asInt(-1) != body.path("value").size()) {
      return List.of("a list is {count, value} with the right count");
    }
    return SchemaCheck.ofAnswer(operation.definitions(), schema, body.path("value"));
  }

  private static List<String> errorViolations(Exchange exchange) {
    if (exchange.status() == 203) {
      return exchange.contentType().startsWith("text/html")
          ? List.of()
          : named(exchange, List.of("203 is a sign-in page in HTML"));
    }
    if (exchange.answerBody().isEmpty() || !exchange.contentType().contains("json")) {
      return List.of();
    }
    try {
      JsonNode body = JSON.readTree(withoutMark(exchange.answerBody()));
      List<String> missing = new ArrayList<>();
      for (String field :
          List.of("$id", "message", "typeName", "typeKey", "errorCode", "eventId")) {
        if (!body.has(field)) {
          missing.add("the error has no " + field);
        }
      }
      return named(exchange, missing);
    } catch (JacksonException e) {
      return named(exchange, List.of("the error is not JSON"));
    }
  }

  private static boolean isUndocumented(Exchange exchange) {
    return exchange.method().equals("OPTIONS")
        || exchange.path().stream()
            .map(part -> part.toLowerCase(Locale.ROOT))
            .anyMatch(UNDOCUMENTED::contains);
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static List<String> named(Exchange exchange, List<String> found) {
    return found.stream().map(what -> exchange + ": " + what).toList();
  }
}
