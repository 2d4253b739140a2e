package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A recognized request to one organization, with the variables of the route it took. */
record Call(
    Request request,
    Organization organization,
    Caller caller,
    ApiVersion version,
    Map<String, String> variables,
    String activityId) {

  String variable(String name) {
    return Optional.ofNullable(variables.get(name)).orElse("");
  }

  /** A query parameter, its name in any case; an empty one counts as absent. */
  Optional<String> query(String name) {
    return request.query().entrySet().stream()
        .filter(q -> q.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** A query parameter with several values between commas. */
  List<String> queryList(String name) {
    return query(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  JsonNode body() {
    try {
      return World.JSON.readTree(request.body());
    } catch (JacksonException e) {
      throw Refusal.badArgument("TF400898: the request's body is not JSON");
    }
  }

  /** The project in the path; to those who may not see it, it does not exist. */
  Project project() {
    String wanted = variable("project");
    return organization
        .project(wanted)
        .filter(p -> Roles.sees(organization, caller.subject(), p))
        .orElseThrow(() ->
            Refusal.of(
                400,
                "Microsoft.TeamFoundation.Core.WebApi.ProjectDoesNotExistException",
                "VS800075: The project with id '"
                    + wanted
                    + "' does not exist, or you do not have permission to access it."));
  }

  String devops() {
    return Sites.devops(request.origin(), organization.name);
  }

  String vssps() {
    return Sites.vssps(request.origin(), organization.name);
  }

  Answer ok(JsonNode body) {
    return json(200, body);
  }

  Answer json(int status, JsonNode body) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8; api-version=" + version.text()),
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lists go out as {@code {count, value}}. */
  Answer list(Collection<? extends JsonNode> values) {
    ArrayNode array = World.JSON.createArrayNode();
    values.forEach(array::add);
    ObjectNode body = World.JSON.createObjectNode();
    body.put("count", array.size());
    body.set("value", array);
    return ok(body);
  }
}
