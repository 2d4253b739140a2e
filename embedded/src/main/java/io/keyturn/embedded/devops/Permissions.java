package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the caller may do, asked for by token and bit; and, for others, by access control list. */
final class Permissions {

  /** The security namespace ServiceEndpoints. */
  static final String NAMESPACE = "49b48001-ca20-4adc-8111-5b60c903a50c";

  private Permissions() {}

  static List<Route> routes() {
    return List.of(
        Route.of("GET", "_apis/permissions/{namespace}/{permissions}", Set.of(), Permissions::has),
        Route.of(
            "POST", "_apis/security/permissionevaluationbatch", Set.of(), Permissions::evaluate),
        Route.of("GET", "_apis/accesscontrollists/{namespace}", Set.of(), Permissions::lists));
  }

  private static Answer has(Call call) {
    int wanted;
    try {
      wanted = Integer.parseInt(call.variable("permissions"));
    } catch (NumberFormatException e) {
      throw Refusal.badArgument("The permissions asked for are not a number.");
    }
    boolean always =
        call.query("alwaysAllowAdministrators").filter("true"::equalsIgnoreCase).isPresent();
    List<String> tokens =
        call.query("delimiter")
            .map(d -> List.of(call.query("tokens").orElse("").split(Pattern.quote(d))))
            .orElseGet(() -> call.queryList("tokens"));
    return call.list(
        tokens.stream()
            .map(t -> allowed(call, call.variable("namespace"), t, wanted, always))
            .map(World.JSON.getNodeFactory()::booleanNode)
            .toList());
  }

  private static Answer evaluate(Call call) {
    ObjectNode answer = World.JSON.createObjectNode();
    ArrayNode evaluations = answer.putArray("evaluations");
    JsonNode body = call.body();
    boolean always = field(body, "alwaysAllowAdministrators").asBoolean(false);
    for (JsonNode asked : field(body, "evaluations")) {
      String namespace = field(asked, "securityNamespaceId").asString("");
      String token = field(asked, "token").asString("");
      int permissions = field(asked, "permissions").asInt(0);
      ObjectNode node = evaluations.addObject();
      node.put("securityNamespaceId", namespace);
      node.put("token", token);
      node.put("permissions", permissions);
      node.put("value", allowed(call, namespace, token, permissions, always));
    }
    return call.ok(answer);
  }

  /** Effective rights of those asked for by descriptor; empty extended info when none apply. */
  private static Answer lists(Call call) {
    requireKnown(call.variable("namespace"));
    String token = call.query("token").orElse("");
    ObjectNode list = World.JSON.createObjectNode();
    list.put("inheritPermissions", true);
    list.put("token", token);
    ObjectNode entries = list.putObject("acesDictionary");
    for (String descriptor : call.queryList("descriptors")) {
      call.organization()
          .subject(s -> s.legacyDescriptor().equalsIgnoreCase(descriptor))
          .ifPresent(subject -> {
            int rights = rights(call.organization(), subject, token);
            ObjectNode entry = entries.putObject(descriptor);
            entry.put("descriptor", descriptor);
            entry.put("allow", 0);
            entry.put("deny", 0);
            ObjectNode extended = entry.putObject("extendedInfo");
            if (rights != 0) {
              extended.put("effectiveAllow", rights);
            }
          });
    }
    return call.list(List.of(list));
  }

  private static boolean allowed(
      Call call, String namespace, String token, int permissions, boolean alwaysAdministrators) {
    requireKnown(namespace);
    Subject caller = call.caller().subject();
    int rights = rights(call.organization(), caller, token);
    return (rights & permissions) == permissions
        || (alwaysAdministrators && call.organization().isCollectionAdministrator(caller));
  }

  /** A token that is built otherwise grants nothing. */
  private static int rights(Organization organization, Subject subject, String token) {
    String[] parts = token.split("/");
    if (parts.length < 2 || !parts[0].equalsIgnoreCase("endpoints")) {
      return 0;
    }
    if (parts[1].equalsIgnoreCase("Collection")) {
      return parts.length == 3 ? Roles.inCollection(organization, subject, parts[2]) : 0;
    }
    return switch (parts.length) {
      case 2 -> Roles.inProject(organization, subject, parts[1]);
      case 3 -> Roles.onConnection(organization, subject, parts[1], parts[2]);
      default -> 0;
    };
  }

  private static void requireKnown(String namespace) {
    if (!namespace.equalsIgnoreCase(NAMESPACE)) {
      throw Refusal.of(
          404,
          "Microsoft.VisualStudio.Services.Security.InvalidSecurityNamespaceException",
          "VS403283: Could not find the security namespace " + namespace + ".");
    }
  }

  /** Microsoft's own example writes the names of this body in lower case. */
  private static JsonNode field(JsonNode object, String name) {
    return Optional.of(object.path(name))
        .filter(value -> !value.isMissingNode())
        .orElseGet(() -> object.path(name.toLowerCase(Locale.ROOT)));
  }
}
