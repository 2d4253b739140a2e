package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** A host whose first path segment is an organization: who calls, may they, which operation. */
final class OrganizationSite implements Site {

  private final String prefix;
  private final World world;
  private final Authentication authentication;
  private final Clock clock;
  private final CallLog log;
  private final Locations locations;
  private final List<Route> routes;

  OrganizationSite(
      String prefix,
      World world,
      Authentication authentication,
      Clock clock,
      CallLog log,
      List<Route> routes) {
    this.prefix = prefix;
    this.world = world;
    this.authentication = authentication;
    this.clock = clock;
    this.log = log;
    this.locations = new Locations();
    this.routes = routes;
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public Answer handle(Request request) {
    String activityId = UUID.randomUUID().toString();
    String who = "";
    Answer answer;
    String name = request.segments().isEmpty() ? "" : request.segments().getFirst();
    Optional<Organization> organization;
    synchronized (world) {
      organization = world.organization(name);
    }
    try {
      if (request.method().equals("OPTIONS")) {
        answer = locations.options(request, organization.isPresent());
      } else if (organization.isEmpty()) {
        answer = Answer.html(404, "<html><body>Azure DevOps Services | 404</body></html>");
      } else {
        Answered answered = inOrganization(organization.get(), request, activityId);
        who = answered.who();
        answer = answered.answer();
      }
    } catch (Refusal refusal) {
      answer = refusal.answer();
    }
    log.add(
        new RecordedCall(
            clock.instant(), who, request.method(), withQuery(request), answer.status()));
    if (organization.isPresent()) {
      answer = answer.with("X-VSS-ResourceTenant", organization.get().tenantId);
    }
    return answer
        .with("ActivityId", activityId)
        .with("X-VSS-E2EID", activityId)
        .with("X-TFS-Session", request.header("x-tfs-session").orElse(activityId));
  }

  private static String withQuery(Request request) {
    String query =
        request.query().entrySet().stream()
            .map(q -> q.getKey() + "=" + q.getValue())
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? request.path() : request.path() + "?" + query;
  }

  private record Answered(String who, Answer answer) {}

  private Answered inOrganization(Organization organization, Request request, String activityId) {
    Authentication.Credential credential = authentication.credentialOf(request);
    String who = "";
    try {
      Call call;
      Route route;
      synchronized (world) {
        refuseWhenDeactivated(organization);
        if (locations.isResourceAreas(request)) {
          return new Answered(who, locations.resourceAreas(request, organization));
        }
        Caller caller = authentication.callerIn(organization, credential, request);
        who = caller.subject().displayName;
        refuseWhenThrottled(organization.misbehavior);
        route = find(request);
        call = call(organization, request, caller, route, activityId);
        if (!caller.hasOneOf(route.scopes())) {
          // Cannot be told from an expired token. Source: nkdAgility migration tools #1057.
          throw Refusal.notAuthorized(
              "TF400813: Resource not available for anonymous access. Client authentication"
                  + " required.");
        }
        if (!(route.operation() instanceof EndpointProxy)) {
          return new Answered(
              who, advised(organization.misbehavior, route.operation().answer(call)));
        }
      }
      // The connection test asks Entra: not while everybody else waits.
      return new Answered(who, advised(organization.misbehavior, route.operation().answer(call)));
    } catch (Refusal refusal) {
      return new Answered(who, refusal.answer());
    }
  }

  private Route find(Request request) {
    List<String> segments = request.segments().subList(1, request.segments().size());
    List<Route> here = routes.stream().filter(r -> r.match(segments).isPresent()).toList();
    if (here.isEmpty()) {
      throw Refusal.of(
          404,
          "Microsoft.VisualStudio.Services.WebApi.VssResourceNotFoundException",
          "The controller for path '" + request.path() + "' was not found.",
          0);
    }
    return here.stream()
        .filter(r -> r.method().equals(request.method()))
        .findFirst()
        .orElseThrow(() ->
            Refusal.of(
                405,
                "System.NotSupportedException",
                "The requested resource does not support http method '" + request.method() + "'.",
                0));
  }

  private Call call(
      Organization organization, Request request, Caller caller, Route route, String activityId) {
    Optional<ApiVersion> asked = ApiVersion.of(request);
    boolean changes = !request.method().equals("GET") && !request.method().equals("HEAD");
    if (asked.isEmpty() && changes) {
      throw Refusal.of(
          400,
          "Microsoft.VisualStudio.Services.WebApi.VssVersionNotSpecifiedException",
          "No api-version was supplied for the \""
              + request.method()
              + "\" request. The version"
              + " must be supplied either as part of the Accept header or as a query parameter.");
    }
    if (route.preview() && asked.isPresent() && !asked.get().preview()) {
      throw Refusal.of(
          400,
          "Microsoft.VisualStudio.Services.WebApi.VssInvalidPreviewVersionException",
          "The requested version \""
              + asked.get().text()
              + "\" of the resource is under preview."
              + " The -preview flag must be supplied in the api-version for such requests.");
    }
    List<String> segments = request.segments().subList(1, request.segments().size());
    return new Call(
        request,
        organization,
        caller,
        asked.orElse(ApiVersion.DEFAULT),
        route.match(segments).orElse(Map.of()),
        activityId);
  }

  private static void refuseWhenDeactivated(Organization organization) {
    if (organization.misbehavior.deactivated) {
      String message =
          "TF24668: The following team project collection is stopped: "
              + organization.name
              + ". The organization was deactivated due to inactivity.";
      String body =
          Refusal.wrapped(
              "Microsoft.VisualStudio.Services.Common.VssServiceException", message, 3000);
      // The recorded answer begins with a byte order mark.
      throw new Refusal(
          Answer.json(503, "\uFEFF" + body)
              .with("X-TFS-ServiceError", URLEncoder.encode(message, StandardCharsets.UTF_8)));
    }
  }

  private void refuseWhenThrottled(Misbehavior misbehavior) {
    Instant now = clock.instant();
    Optional<Misbehavior.Throttle> throttle = misbehavior.throttle;
    if (throttle.isPresent() && now.isBefore(throttle.get().until())) {
      var quiet = throttle.get().quiet();
      misbehavior.throttle = Optional.of(new Misbehavior.Throttle(quiet, now.plus(quiet)));
      throw new Refusal(RateLimit.blocked(quiet, now.plus(quiet)));
    }
    misbehavior.throttle = Optional.empty();
  }

  private Answer advised(Misbehavior misbehavior, Answer answer) {
    synchronized (world) {
      Optional<Duration> pause = misbehavior.nextRetryAfter;
      misbehavior.nextRetryAfter = Optional.empty();
      return pause.map(p -> RateLimit.delayed(answer, p, clock.instant().plus(p))).orElse(answer);
    }
  }
}
