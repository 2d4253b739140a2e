package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Who is a member of what, one edge at a time. */
final class Memberships {

  private static final String EDGE = "_apis/graph/memberships/{subject}/{container}";

  private Memberships() {}

  static List<Route> routes() {
    return List.of(
        Route.preview("GET", "_apis/graph/memberships/{subject}", Graph.READ, Memberships::list),
        Route.preview("HEAD", EDGE, Graph.READ, Memberships::check),
        Route.preview("GET", EDGE, Graph.READ, Memberships::edge),
        Route.preview(
            "GET", "_apis/graph/membershipstates/{subject}", Graph.READ, Memberships::state));
  }

  /**
   * Direct memberships. Upwards, Entra groups are left out without a word, although the check of
   * that very edge says yes.
   */
  private static Answer list(Call call) {
    Subject subject = Graph.subject(call, "subject");
    if (!call.query("depth").orElse("1").equals("1")) {
      throw Refusal.badArgument("The value of depth is not supported; the only one is 1.");
    }
    List<ObjectNode> edges = new ArrayList<>();
    switch (call.query("direction").orElse("up").toLowerCase(Locale.ROOT)) {
      case "up" ->
          subject.containers.stream()
              .map(call.organization().subjects::get)
              .filter(g -> g != null && g.kind == Subject.Kind.GROUP)
              .forEach(g -> edges.add(shown(subject, g, call)));
      case "down" ->
          // Service principals are not shown as members of an Entra group.
          call.organization().membersOf(subject).stream()
              .filter(m ->
                  subject.kind != Subject.Kind.ENTRA_GROUP
                      || m.kind != Subject.Kind.SERVICE_PRINCIPAL)
              .forEach(m -> edges.add(shown(m, subject, call)));
      default -> throw Refusal.badArgument("The value of direction is neither up nor down.");
    }
    return call.list(edges);
  }

  private static Answer check(Call call) {
    Answer answer = Answer.empty(isEdge(call) ? 200 : 404);
    // Sent with a success, too: no sign of a failed sign-in.
    return answer.with(
        "WWW-Authenticate",
        "Bearer authorization_uri=https://login.microsoftonline.com/"
            + call.organization().tenantId);
  }

  private static Answer edge(Call call) {
    if (!isEdge(call)) {
      throw Graph.notFound(call.variable("subject"));
    }
    return call.ok(shown(Graph.subject(call, "subject"), Graph.subject(call, "container"), call));
  }

  private static boolean isEdge(Call call) {
    return call.organization()
        .byDescriptor(call.variable("subject"))
        .flatMap(s ->
            call.organization()
                .byDescriptor(call.variable("container"))
                .map(c -> s.containers.contains(c.id)))
        .orElse(false);
  }

  private static Answer state(Call call) {
    Subject subject = Graph.subject(call, "subject");
    ObjectNode body = World.JSON.createObjectNode();
    body.put("active", subject.active);
    ObjectNode links = body.putObject("_links");
    Graph.link(
        links, "self", call.vssps() + "_apis/Graph/MembershipStates/" + subject.descriptor());
    return call.ok(body);
  }

  private static ObjectNode shown(Subject member, Subject container, Call call) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("containerDescriptor", container.descriptor());
    node.put("memberDescriptor", member.descriptor());
    ObjectNode links = node.putObject("_links");
    Graph.link(
        links,
        "self",
        call.vssps()
            + "_apis/Graph/Memberships/"
            + member.descriptor()
            + "/"
            + container.descriptor());
    return node;
  }
}
