package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Subjects of the graph: groups, users, service principals and their descriptors. */
final class Graph {

  static final Set<String> READ = Set.of("vso.graph", "vso.graph_manage");

  private static final int PAGE = 50;

  private Graph() {}

  static List<Route> routes() {
    return List.of(
        Route.of("GET", "_apis/graph/descriptors/{storageKey}", READ, Graph::descriptor),
        Route.of("GET", "_apis/graph/storagekeys/{subject}", READ, Graph::storageKey),
        Route.preview("GET", "_apis/graph/groups", READ, call -> page(call, Graph::isGroup)),
        Route.preview("GET", "_apis/graph/groups/{subject}", READ, Graph::one),
        Route.preview("GET", "_apis/graph/users", READ, call -> page(call, Graph::isUser)),
        Route.preview("GET", "_apis/graph/users/{subject}", READ, Graph::one),
        Route.preview(
            "GET",
            "_apis/graph/serviceprincipals",
            READ,
            call -> page(call, s -> s.kind == Subject.Kind.SERVICE_PRINCIPAL)),
        Route.preview("GET", "_apis/graph/serviceprincipals/{subject}", READ, Graph::one));
  }

  /** Of a subject by its storage key, or of a project's scope by the project's id. */
  private static Answer descriptor(Call call) {
    String key = call.variable("storageKey");
    Optional<String> found =
        call.organization().projects.stream()
            .filter(p -> p.id.equalsIgnoreCase(key))
            .findFirst()
            .map(Project::scopeDescriptor)
            .or(() ->
                call.organization()
                    .subject(s -> s.id.equalsIgnoreCase(key))
                    .map(Subject::descriptor));
    String value = found.orElseThrow(() -> notFound(key));
    ObjectNode body = World.JSON.createObjectNode();
    body.put("value", value);
    ObjectNode links = body.putObject("_links");
    link(links, "self", call.vssps() + "_apis/Graph/Descriptors/" + key);
    link(links, "storageKey", call.vssps() + "_apis/Graph/StorageKeys/" + value);
    return call.ok(body);
  }

  private static Answer storageKey(Call call) {
    Subject subject = subject(call, "subject");
    ObjectNode body = World.JSON.createObjectNode();
    body.put("value", subject.id);
    return call.ok(body);
  }

  private static Answer one(Call call) {
    return call.ok(shown(subject(call, "subject"), call));
  }

  /** Whether there is more is told by the continuation header alone. */
  private static Answer page(Call call, Predicate<Subject> kind) {
    Optional<String> scope = call.query("scopeDescriptor");
    Optional<Project> project =
        scope.flatMap(wanted ->
            call.organization().projects.stream()
                .filter(p -> p.scopeDescriptor().equals(wanted))
                .findFirst());
    if (scope.isPresent() && project.isEmpty()) {
      throw notFound(scope.get());
    }
    List<Subject> all =
        call.organization().subjects.values().stream()
            .filter(kind)
            .filter(s -> project.map(p -> s.domain.equals(p.domain())).orElse(true))
            .toList();
    int from;
    try {
      from =
          call.query("continuationToken")
              .map(token -> new String(Base64.getUrlDecoder().decode(token)))
              .map(Integer::parseInt)
              .orElse(0);
    } catch (IllegalArgumentException e) {
      throw Refusal.badArgument("The continuation token is not valid.");
    }
    int to = Math.min(all.size(), from + PAGE);
    Answer answer =
        call.list(all.subList(Math.min(from, to), to).stream().map(s -> shown(s, call)).toList());
    return to < all.size()
        ? answer.with("X-MS-ContinuationToken", Subject.base64(Integer.toString(to)))
        : answer;
  }

  static Subject subject(Call call, String variable) {
    String descriptor = call.variable(variable);
    return call.organization().byDescriptor(descriptor).orElseThrow(() -> notFound(descriptor));
  }

  static Refusal notFound(String what) {
    return Refusal.of(
        404,
        "Microsoft.VisualStudio.Services.Graph.GraphSubjectNotFoundException",
        "VS860018: The graph subject with descriptor or storage key '"
            + what
            + "' could not be found.");
  }

  private static boolean isGroup(Subject subject) {
    return subject.isGroup();
  }

  private static boolean isUser(Subject subject) {
    return subject.kind == Subject.Kind.USER;
  }

  private static ObjectNode shown(Subject subject, Call call) {
    String collection =
        switch (subject.kind) {
          case GROUP, ENTRA_GROUP -> "Groups";
          case USER -> "Users";
          case SERVICE_PRINCIPAL -> "ServicePrincipals";
        };
    String descriptor = subject.descriptor();
    ObjectNode node = World.JSON.createObjectNode();
    node.put(
        "subjectKind",
        switch (subject.kind) {
          case GROUP, ENTRA_GROUP -> "group";
          case USER -> "user";
          case SERVICE_PRINCIPAL -> "servicePrincipal";
        });
    if (subject.isGroup()) {
      node.put("description", subject.description);
    }
    if (subject.kind == Subject.Kind.SERVICE_PRINCIPAL) {
      node.put("applicationId", subject.applicationId);
    }
    if (!subject.isGroup()) {
      node.put("directoryAlias", subject.principalName.replaceFirst("@.*", ""));
    }
    node.put("domain", subject.domain);
    node.put("principalName", subject.principalName);
    if (subject.kind == Subject.Kind.USER) {
      node.put("mailAddress", subject.principalName);
    } else {
      node.putNull("mailAddress");
    }
    node.put("origin", subject.kind == Subject.Kind.GROUP ? "vsts" : "aad");
    node.put("originId", subject.originId);
    node.put("displayName", subject.displayName);
    ObjectNode links = node.putObject("_links");
    String self = call.vssps() + "_apis/Graph/" + collection + "/" + descriptor;
    link(links, "self", self);
    link(links, "memberships", call.vssps() + "_apis/Graph/Memberships/" + descriptor);
    link(links, "membershipState", call.vssps() + "_apis/Graph/MembershipStates/" + descriptor);
    link(links, "storageKey", call.vssps() + "_apis/Graph/StorageKeys/" + descriptor);
    node.put("url", self);
    node.put("descriptor", descriptor);
    return node;
  }

  static void link(ObjectNode links, String name, String href) {
    links.putObject(name).put("href", href);
  }
}
