package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The projects that the caller may see. */
final class Projects {

  static final Set<String> READ =
      Set.of("vso.project", "vso.project_write", "vso.project_manage", "vso.profile");

  /** Believed, not documented. */
  private static final int PAGE = 100;

  private Projects() {}

  static List<Route> routes() {
    return List.of(
        Route.of("GET", "_apis/projects", READ, Projects::list),
        Route.of("GET", "_apis/projects/{project}", READ, Projects::get));
  }

  /** Paged by an offset that travels in a header; a last page has no such header. */
  private static Answer list(Call call) {
    List<Project> visible =
        call.organization().projects.stream()
            .filter(p -> Roles.sees(call.organization(), call.caller().subject(), p))
            .toList();
    int from = number(call, "continuationToken", number(call, "$skip", 0));
    int top = number(call, "$top", PAGE);
    int to = Math.min(visible.size(), from + top);
    Answer answer =
        call.list(
            visible.subList(Math.min(from, to), to).stream().map(p -> shown(p, call)).toList());
    return to < visible.size()
        ? answer.with("x-ms-continuationtoken", Integer.toString(to))
        : answer;
  }

  private static Answer get(Call call) {
    String wanted = call.variable("project");
    Project project =
        call.organization()
            .project(wanted)
            .filter(p -> Roles.sees(call.organization(), call.caller().subject(), p))
            .orElseThrow(() ->
                Refusal.of(
                    404,
                    "Microsoft.TeamFoundation.Core.WebApi.ProjectDoesNotExistWithNameException",
                    "TF200016: The following project does not exist: " + wanted + "."));
    ObjectNode node = shown(project, call);
    node.putObject("_links").putObject("self").put("href", node.path("url").asString());
    ObjectNode team = node.putObject("defaultTeam");
    team.put("id", World.idFor("team", project.id));
    team.put("name", project.name + " Team");
    return call.ok(node);
  }

  private static ObjectNode shown(Project project, Call call) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("id", project.id);
    node.put("name", project.name);
    if (!project.description.isEmpty()) {
      node.put("description", project.description);
    }
    node.put("url", call.devops() + "_apis/projects/" + project.id);
    node.put("state", "wellFormed");
    node.put("revision", 11);
    node.put("visibility", "private");
    node.put("lastUpdateTime", project.lastUpdateTime);
    return node;
  }

  private static int number(Call call, String name, int otherwise) {
    try {
      return call.query(name).map(Integer::parseInt).filter(n -> n >= 0).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw Refusal.badArgument("The value of " + name + " is not a number.");
    }
  }
}
