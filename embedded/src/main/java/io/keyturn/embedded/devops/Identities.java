package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Identities with their memberships; unlike the graph it knows nested ones and Entra groups. */
final class Identities {

  private static final Set<String> READ = Set.of("vso.identity", "vso.identity_manage");

  // Lists of 30 descriptors of about 130 characters worked, 40 answered a bare 404.
  private static final int LONGEST_QUERY = 4_500;

  private Identities() {}

  static List<Route> routes() {
    return List.of(
        Route.of("GET", "_apis/identities", READ, Identities::read),
        Route.of("GET", "_apis/identities/{identityId}", READ, Identities::one),
        Route.preview("POST", "_apis/identitybatch", READ, Identities::batch));
  }

  private static Answer read(Call call) {
    int length =
        call.request().query().entrySet().stream()
            .mapToInt(q -> q.getKey().length() + q.getValue().length() + 2)
            .sum();
    if (length > LONGEST_QUERY) {
      throw new Refusal(Answer.empty(404));
    }
    String membership = call.query("queryMembership").orElse("none");
    if (call.query("searchFilter").isPresent()) {
      String filter = call.query("searchFilter").orElse("");
      String value =
          call.query("filterValue").orElseThrow(() -> Refusal.nullArgument("filterValue"));
      return call.list(
          call.organization().subjects.values().stream()
              .filter(search(filter, value))
              .map(s -> shown(s, membership, call))
              .toList());
    }
    return found(
        call,
        call.queryList("identityIds"),
        call.queryList("subjectDescriptors"),
        call.queryList("descriptors"),
        membership);
  }

  private static Answer one(Call call) {
    String id = call.variable("identityId");
    Subject subject =
        byId(call, id)
            .orElseThrow(() ->
                Refusal.of(
                    404,
                    "Microsoft.VisualStudio.Services.Identity.IdentityNotFoundException",
                    "TF14045: The identity with TeamFoundationId " + id + " could not be found."));
    return call.ok(shown(subject, call.query("queryMembership").orElse("none"), call));
  }

  private static Answer batch(Call call) {
    JsonNode body = call.body();
    return found(
        call,
        strings(body.path("identityIds")),
        strings(body.path("subjectDescriptors")),
        strings(body.path("descriptors")),
        body.path("queryMembership").asString("none"));
  }

  /** One element for each key asked for, in that order; an unknown one is {@code null}. */
  private static Answer found(
      Call call,
      List<String> ids,
      List<String> subjectDescriptors,
      List<String> descriptors,
      String membership) {
    if (ids.isEmpty() && subjectDescriptors.isEmpty() && descriptors.isEmpty()) {
      throw Refusal.badArgument(
          "One of identityIds, subjectDescriptors, descriptors or searchFilter is required.");
    }
    List<JsonNode> shown =
        Stream.of(
                ids.stream().map(id -> byId(call, id)),
                subjectDescriptors.stream().map(d -> call.organization().byDescriptor(d)),
                descriptors.stream().map(d -> byLegacyDescriptor(call, d)))
            .flatMap(s -> s)
            .map(s ->
                s.<JsonNode>map(subject -> shown(subject, membership, call))
                    .orElseGet(World.JSON::nullNode))
            .toList();
    return call.list(shown);
  }

  private static Optional<Subject> byId(Call call, String id) {
    return Optional.ofNullable(call.organization().subjects.get(id.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Subject> byLegacyDescriptor(Call call, String descriptor) {
    return call.organization().subject(s -> s.legacyDescriptor().equalsIgnoreCase(descriptor));
  }

  private static Predicate<Subject> search(String filter, String value) {
    return switch (filter.toLowerCase(Locale.ROOT)) {
      case "accountname", "mailaddress" -> s -> s.principalName.equalsIgnoreCase(value);
      case "displayname" -> s -> s.displayName.equalsIgnoreCase(value);
      case "localgroupname" -> s -> s.isGroup() && s.displayName.equalsIgnoreCase(value);
      case "directoryalias" -> s -> s.principalName.replaceFirst("@.*", "").equalsIgnoreCase(value);
      case "general" ->
          s ->
              s.principalName.equalsIgnoreCase(value)
                  || s.displayName.equalsIgnoreCase(value)
                  || s.originId.equalsIgnoreCase(value);
      default -> throw Refusal.badArgument("The value of searchFilter is not known.");
    };
  }

  private static ObjectNode shown(Subject subject, String membership, Call call) {
    Organization organization = call.organization();
    Collection<String> memberOf =
        switch (membership.toLowerCase(Locale.ROOT)) {
          case "none", "expandeddown" -> List.of();
          case "direct" -> subject.containers;
          case "expandedup", "expanded" -> organization.allContainersOf(subject);
          default -> throw Refusal.badArgument("The value of queryMembership is not known.");
        };
    List<Subject> members =
        subject.isGroup() && membership.equalsIgnoreCase("direct")
            ? organization.membersOf(subject)
            : List.of();
    ObjectNode node = World.JSON.createObjectNode();
    node.put("id", subject.id);
    node.put("descriptor", subject.legacyDescriptor());
    node.put("subjectDescriptor", subject.descriptor());
    node.put(
        "providerDisplayName", subject.isGroup() ? subject.principalName : subject.displayName);
    node.put("isActive", subject.active);
    if (subject.isGroup()) {
      node.put("isContainer", true);
    }
    ArrayNode down = node.putArray("members");
    members.forEach(m -> down.add(m.legacyDescriptor()));
    // Strings, although the documents say objects.
    ArrayNode up = node.putArray("memberOf");
    memberOf.stream()
        .map(organization.subjects::get)
        .filter(g -> g != null)
        .forEach(g -> up.add(g.legacyDescriptor()));
    ArrayNode ids = node.putArray("memberIds");
    members.forEach(m -> ids.add(m.id));
    node.set("properties", properties(subject));
    node.put("resourceVersion", 2);
    node.put("metaTypeId", subject.isGroup() ? 255 : 0);
    return node;
  }

  private static ObjectNode properties(Subject subject) {
    ObjectNode properties = World.JSON.createObjectNode();
    property(properties, "SchemaClassName", subject.isGroup() ? "Group" : "User");
    property(properties, "Description", subject.description);
    property(properties, "Domain", subject.domain);
    property(
        properties, "Account", subject.isGroup() ? subject.displayName : subject.principalName);
    if (subject.isGroup()) {
      property(properties, "SecurityGroup", "SecurityGroup");
    } else {
      property(properties, "Mail", subject.principalName);
      property(
          properties,
          "http://schemas.microsoft.com/identity/claims/objectidentifier",
          subject.originId);
    }
    return properties;
  }

  private static void property(ObjectNode properties, String name, String value) {
    properties.putObject(name).put("$type", "System.String").put("$value", value);
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asString("")));
    return values;
  }
}
