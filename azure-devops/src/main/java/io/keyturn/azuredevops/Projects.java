package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The projects of an organization, as far as the actor may see them. */
public final class Projects {

  /** A page holds a hundred; a continuation that never ends is a mistake of the other side. */
  private static final int MOST_PAGES = 1000;

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;

  Projects(AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
  }

  /**
   * @param state {@code wellFormed} for one that can be worked with
   */
  public record Project(UUID id, String name, String state) {}

  /** All pages. An empty list means none is visible. */
  public Attempt<List<Project>> list(Actor actor) {
    List<Project> found = new ArrayList<>();
    String continuation = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      switch (page(actor, continuation)) {
        case Attempt.Succeeded<Reply>(Reply reply) -> {
          found.addAll(projects(reply));
          Optional<String> next = reply.header("x-ms-continuationtoken");
          if (next.isEmpty()) {
            return Attempt.succeeded(List.copyOf(found));
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
        Reason.UNEXPECTED_ANSWER,
        "The list of projects of "
            + Subject.organization(actor.organization()).named()
            + " does not end.");
  }

  /**
   * A part of the list.
   *
   * @param next what to continue with; empty on the last part
   */
  public record Part(List<Project> projects, Optional<String> next) {
    public Part {
      projects = List.copyOf(projects);
    }
  }

  /**
   * @param most at most so many, from 1
   * @param continuation empty for the first part, else what the part before gave as next
   */
  public Attempt<Part> part(Actor actor, int most, String continuation) {
    Call call =
        Call.get(
            endpoints.projects(actor.organization(), most, continuation),
            Subject.organization(actor.organization()),
            timeouts.call());
    return calls
        .make(call, actor.signIn())
        .map(reply -> new Part(projects(reply), reply.header("x-ms-continuationtoken")));
  }

  public Attempt<Project> get(Actor actor, UUID projectId) {
    Subject subject = Subject.project(actor.organization(), projectId.toString());
    Call call =
        Call.get(endpoints.project(actor.organization(), projectId), subject, timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply ->
            project(reply.json())
                .map(Attempt::succeeded)
                .orElseGet(() ->
                    Attempt.refused(
                        Reason.PROJECT_NOT_FOUND,
                        subject.wasNotFound() + ". " + subject.whereToLook() + ".")));
  }

  /** One page; the first is also the call that verifies a sign-in. */
  Attempt<Reply> page(Actor actor, String continuation) {
    return calls.make(
        Call.get(
            endpoints.projects(actor.organization(), continuation),
            Subject.organization(actor.organization()),
            timeouts.call()),
        actor.signIn());
  }

  static List<Project> projects(Reply reply) {
    return Json.elements(reply.json()).stream()
        .flatMap(element -> project(element).stream())
        .toList();
  }

  private static Optional<Project> project(JsonNode node) {
    return Json.guid(node, "id")
        .flatMap(id ->
            Json.text(node, "name")
                .map(name -> new Project(id, name, Json.text(node, "state").orElse(""))));
  }
}
