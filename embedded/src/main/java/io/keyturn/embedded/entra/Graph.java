package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Microsoft Graph: applications and their client secrets, the caller and the caller's groups.
 *
 * <p>Reading an application is open to every caller of its tenant; changing it takes an owner or a
 * principal with the app role {@code Application.ReadWrite.All} of {@link #CLIENT_ID}.
 */
public final class Graph implements Site {

  /** Microsoft Graph's own client id, the same in every tenant. */
  public static final String CLIENT_ID = "00000003-0000-0000-c000-000000000000";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern BY_CLIENT_ID =
      Pattern.compile("applications\\(appId='([^']*)'\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern FILTER =
      Pattern.compile("\\s*appId\\s+eq\\s+'([^']*)'\\s*", Pattern.CASE_INSENSITIVE);

  private final Directory directory;
  private final State state;
  private final GraphPasswords passwords;

  Graph(Directory directory, State state, ClientSecrets secrets, Clock clock) {
    this.directory = directory;
    this.state = state;
    this.passwords = new GraphPasswords(state, secrets, clock);
  }

  /**
   * What the tenant's app-management policy says of new client secrets.
   *
   * @param allowed false forbids them altogether
   * @param longestLife null for any
   */
  public void passwordPolicy(boolean allowed, @Nullable Duration longestLife) {
    passwords.policy(allowed, longestLife);
  }

  /**
   * The next changes of an application conflict with another writer's (FAULT-16).
   *
   * @param status 400 or 409: Graph has answered both
   * @param times how many changes
   */
  public void conflict(int status, int times) {
    passwords.conflict(status, times);
  }

  @Override
  public String prefix() {
    return "/graph";
  }

  @Override
  public Answer handle(Request request) {
    Optional<Principal> caller =
        request
            .header("authorization")
            .filter(value -> value.startsWith("Bearer "))
            .map(value -> value.substring("Bearer ".length()))
            .flatMap(token ->
                directory
                    .principalOf(token, Scopes.GRAPH)
                    .or(() -> directory.principalOf(token, CLIENT_ID)));
    if (caller.isEmpty()) {
      return GraphJson.error(
          401, "InvalidAuthenticationToken", "Access token is missing, invalid or expired.");
    }
    List<String> segments = request.segments();
    if (segments.size() < 2 || !List.of("v1.0", "beta").contains(segments.getFirst())) {
      return GraphJson.error(404, "BadRequest", "Resource not found for the segment.");
    }
    return route(caller.get(), segments.subList(1, segments.size()), request);
  }

  private Answer route(Principal caller, List<String> path, Request request) {
    String first = path.getFirst();
    Matcher byClientId = BY_CLIENT_ID.matcher(first);
    if (byClientId.matches()) {
      return application(
          caller,
          state.application(byClientId.group(1)),
          byClientId.group(1),
          path.subList(1, path.size()),
          request);
    }
    return switch (first) {
      case "applications" ->
          path.size() == 1
              ? list(caller, request)
              : application(
                  caller,
                  byObjectId(caller, path.get(1)),
                  path.get(1),
                  path.subList(2, path.size()),
                  request);
      case "me" -> me(caller, path);
      case "users" -> path.size() > 1 ? user(caller, path) : notFound("users");
      default ->
          GraphJson.error(400, "BadRequest", "Resource not found for the segment '" + first + "'.");
    };
  }

  private Answer list(Principal caller, Request request) {
    Matcher filter = FILTER.matcher(request.query().getOrDefault("$filter", ""));
    if (request.query().containsKey("$filter") && !filter.matches()) {
      return GraphJson.error(400, "Request_UnsupportedQuery", "Unsupported Query.");
    }
    ObjectNode body = JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    state.applications(caller.tenantId()).stream()
        .filter(each ->
            !request.query().containsKey("$filter")
                || each.clientId().equalsIgnoreCase(filter.group(1)))
        .forEach(each -> value.add(GraphJson.application(each)));
    return Answer.json(200, body.toString());
  }

  private Answer application(
      Principal caller,
      Optional<Application> found,
      String name,
      List<String> rest,
      Request request) {
    Optional<Application> own =
        found.filter(each -> each.tenantId().equalsIgnoreCase(caller.tenantId()));
    if (own.isEmpty()) {
      return notFound(name);
    }
    String action = request.method() + (rest.isEmpty() ? "" : " " + String.join("/", rest));
    return switch (action) {
      case "GET" -> Answer.json(200, GraphJson.application(own.get()).toString());
      case "GET passwordCredentials" -> passwordCredentials(own.get());
      case "GET owners" -> owners(own.get());
      case "POST addPassword" -> passwords.add(caller, own.get(), request.body());
      case "POST removePassword" -> passwords.remove(caller, own.get(), request.body());
      default ->
          GraphJson.error(
              400, "BadRequest", "Resource not found for the segment '" + action + "'.");
    };
  }

  private static Answer passwordCredentials(Application application) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    for (Password password : application.passwords()) {
      value.add(GraphJson.password(password));
    }
    return Answer.json(200, body.toString());
  }

  private static Answer owners(Application application) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    application.owners().forEach(owner -> value.addObject().put("id", owner));
    return Answer.json(200, body.toString());
  }

  private Answer me(Principal caller, List<String> path) {
    if (caller.clientId().isPresent()) {
      return GraphJson.error(
          400, "BadRequest", "/me request is only valid with delegated authentication flow.");
    }
    return user(caller, List.of("users", caller.objectId(), path.size() > 1 ? path.get(1) : ""));
  }

  private Answer user(Principal caller, List<String> path) {
    Optional<Person> person =
        state.people(caller.tenantId()).stream()
            .filter(each ->
                each.objectId().equalsIgnoreCase(path.get(1))
                    || each.userPrincipalName().equalsIgnoreCase(path.get(1)))
            .findFirst();
    if (person.isEmpty()) {
      return notFound(path.get(1));
    }
    String what = path.size() > 2 ? path.get(2) : "";
    return switch (what) {
      case "" -> Answer.json(200, GraphJson.person(person.get()).toString());
      case "memberOf", "transitiveMemberOf" -> groups(person.get().objectId());
      default -> notFound(what);
    };
  }

  private Answer groups(String memberId) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    state
        .groupsOf(memberId)
        .forEach(group ->
            value
                .addObject()
                .put("@odata.type", "#microsoft.graph.group")
                .put("id", group.objectId())
                .put("displayName", group.displayName()));
    return Answer.json(200, body.toString());
  }

  private Optional<Application> byObjectId(Principal caller, String objectId) {
    return state.applications(caller.tenantId()).stream()
        .filter(each -> each.objectId().equalsIgnoreCase(objectId))
        .findFirst();
  }

  // The client id and the service principal's object id end here, too: neither is this object's id.
  private static Answer notFound(String name) {
    return GraphJson.error(
        404,
        "Request_ResourceNotFound",
        "Resource '"
            + name
            + "' does not exist or one of its queried reference-property objects are not present.");
  }
}
