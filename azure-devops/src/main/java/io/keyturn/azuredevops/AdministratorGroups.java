package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Which groups administer service connections. The built-in ones are recognised by the tail of
 * their SID and their scope, whatever they are called; Endpoint Administrators by its name and its
 * scope, because its SID is an ordinary one. It does not exist in a project until something creates
 * it.
 */
final class AdministratorGroups {

  private static final String ENDPOINT_ADMINISTRATORS = "Endpoint Administrators";
  private static final String PROJECT_SCOPE = "vstfs:///Classification/TeamProject/";
  private static final String COLLECTION_SCOPE = "vstfs:///Framework/IdentityDomain/";

  // Groups of Microsoft's own deployment, which share the collection's kind of scope.
  private static final String DEPLOYMENT_PREFIX = "[TEAM FOUNDATION]\\";

  /** A page holds hundreds; a continuation that never ends is a mistake of the other side. */
  private static final int MOST_PAGES = 1000;

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;

  AdministratorGroups(AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
  }

  /** Endpoint Administrators, where it exists, and Project Administrators, with their names. */
  Attempt<Map<Sid, String>> ofProject(Actor actor, UUID projectId, Subject subject) {
    // The scope's descriptor cannot be computed from the project's id (FACTS 2.1).
    Call descriptor =
        Call.get(
            endpoints.scopeDescriptor(actor.organization(), projectId), subject, timeouts.call());
    return calls
        .make(descriptor, actor.signIn())
        .then(reply ->
            Json.text(reply.json(), "value")
                .map(scope -> projectGroups(actor, projectId, subject, scope))
                .orElseGet(() ->
                    Attempt.retryLater(
                        Reason.UNEXPECTED_ANSWER,
                        "Azure DevOps did not say which scope the groups of "
                            + subject.named()
                            + " have.")));
  }

  private Attempt<Map<Sid, String>> projectGroups(
      Actor actor, UUID projectId, Subject subject, String scope) {
    Map<Sid, String> found = new HashMap<>();
    return pages(
        actor,
        subject,
        scope,
        (sid, group) -> {
          boolean here =
              Json.text(group, "domain")
                  .filter(domain -> domain.equalsIgnoreCase(PROJECT_SCOPE + projectId))
                  .isPresent();
          if (here && (sid.isAdministratorsOfItsScope() || isEndpointAdministrators(group))) {
            found.put(sid, shownName(group));
          }
        },
        () -> false,
        found);
  }

  /**
   * Project Collection Administrators, if it is among the groups asked for. Without a scope the
   * graph answers the groups of all projects as well, so reading stops once it is found.
   */
  Attempt<Map<Sid, String>> ofCollection(Actor actor, Set<Sid> among) {
    Map<Sid, String> found = new HashMap<>();
    return pages(
        actor,
        Subject.organization(actor.organization()),
        "",
        (sid, group) -> {
          boolean ofCollection =
              Json.text(group, "domain").filter(d -> d.startsWith(COLLECTION_SCOPE)).isPresent()
                  && !shownName(group).startsWith(DEPLOYMENT_PREFIX);
          if (ofCollection && sid.isAdministratorsOfItsScope() && among.contains(sid)) {
            found.put(sid, shownName(group));
          }
        },
        () -> !found.isEmpty(),
        found);
  }

  /** The only sign of another page is a continuation token; a page may be empty and not last. */
  private Attempt<Map<Sid, String>> pages(
      Actor actor,
      Subject subject,
      String scope,
      BiConsumer<Sid, JsonNode> group,
      BooleanSupplier enough,
      Map<Sid, String> found) {
    String continuation = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      Call call =
          Call.get(
              endpoints.groups(actor.organization(), scope, continuation),
              subject,
              timeouts.call());
      switch (calls.make(call, actor.signIn())) {
        case Attempt.Succeeded<Reply>(Reply reply) -> {
          for (JsonNode each : Json.elements(reply.json())) {
            Json.text(each, "descriptor")
                .flatMap(Sid::ofGraphDescriptor)
                .ifPresent(sid -> group.accept(sid, each));
          }
          Optional<String> next = reply.header("X-MS-ContinuationToken");
          if (next.isEmpty() || enough.getAsBoolean()) {
            return Attempt.succeeded(found);
          }
          continuation = next.get();
        }
        case Attempt.RetryLater<Reply>(Reason reason, String why, Duration after) -> {
          return new Attempt.RetryLater<>(reason, why, after);
        }
        case Attempt.Refused<Reply>(Reason reason, String why) -> {
          return new Attempt.Refused<>(reason, why);
        }
      }
    }
    return Attempt.retryLater(
        Reason.UNEXPECTED_ANSWER, "The list of groups of " + subject.named() + " does not end.");
  }

  private static boolean isEndpointAdministrators(JsonNode group) {
    return Json.text(group, "displayName").filter(ENDPOINT_ADMINISTRATORS::equals).isPresent();
  }

  private static String shownName(JsonNode group) {
    return Json.text(group, "principalName")
        .or(() -> Json.text(group, "displayName"))
        .orElse("Administrators");
  }
}
