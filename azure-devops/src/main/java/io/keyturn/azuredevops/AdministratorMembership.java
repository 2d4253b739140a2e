package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Whether somebody is in one of Endpoint Administrators, Project Administrators or Project
 * Collection Administrators, through other groups and Entra groups too.
 *
 * <p>Graph memberships are one edge deep and leave out Entra groups, so what somebody is in comes
 * from the identities' {@code ExpandedUp}, and which groups those are from the graph. Changes take
 * a while to arrive there.
 */
public final class AdministratorMembership {

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;
  private final Organizations organizations;
  private final AdministratorGroups groups;

  AdministratorMembership(
      AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts, Organizations organizations) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
    this.organizations = organizations;
    this.groups = new AdministratorGroups(calls, endpoints, timeouts);
  }

  /** Of whoever signs in here. */
  public Attempt<Membership> ofCaller(Actor actor, UUID projectId, String projectName) {
    return organizations
        .connectionData(actor)
        .then(caller -> ofIdentity(actor, projectId, projectName, caller.identityId()));
  }

  /**
   * Of somebody else, whom the actor looks up.
   *
   * @param identityId Azure DevOps' id of that identity, not Entra's object id
   */
  public Attempt<Membership> ofIdentity(
      Actor actor, UUID projectId, String projectName, UUID identityId) {
    Subject subject = Subject.project(actor.organization(), projectName);
    Call call =
        Call.get(
            endpoints.identityWithMemberships(actor.organization(), identityId),
            subject,
            timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply -> judge(actor, projectId, subject, identity(reply.json(), identityId)));
  }

  /**
   * Of a person, found by account name and recognised by Entra's object id: names are shared, and a
   * guest's differ from tenant to tenant.
   *
   * @param account user principal name or mail address
   * @param objectId the person's object id in the organization's Entra tenant
   */
  public Attempt<Membership> ofUser(
      Actor actor, UUID projectId, String projectName, String account, UUID objectId) {
    Subject subject = Subject.project(actor.organization(), projectName);
    Call call =
        Call.get(endpoints.identitySearch(actor.organization(), account), subject, timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply ->
            Json.elements(reply.json()).stream()
                .filter(found -> hasObjectId(found, objectId))
                .flatMap(found -> Json.guid(found, "id").stream())
                .findFirst()
                .map(id -> ofIdentity(actor, projectId, projectName, id))
                .orElseGet(() -> Attempt.succeeded(unknown(subject))));
  }

  private Attempt<Membership> judge(
      Actor actor, UUID projectId, Subject subject, Optional<JsonNode> identity) {
    if (identity.isEmpty()) {
      return Attempt.succeeded(unknown(subject));
    }
    if (identity.get().path("isActive").isBoolean()
        && !identity.get().path("isActive").booleanValue()) {
      return Attempt.succeeded(
          new Membership.NotAMember(
              "The identity is disabled in organization "
                  + subject.organization()
                  + ". Enable it there first."));
    }
    Set<Sid> memberOf = new HashSet<>();
    identity
        .get()
        .path("memberOf")
        .forEach(entry -> Sid.ofMemberOf(entry).ifPresent(memberOf::add));
    return groups
        .ofProject(actor, projectId, subject)
        .then(found -> {
          Optional<Membership> member = match(found, memberOf);
          // The organization's groups are every project's groups, page after page: only worth
          // it for somebody who administers something besides this project.
          return member.isPresent() || memberOf.stream().noneMatch(Sid::isAdministratorsOfItsScope)
              ? Attempt.succeeded(member.orElseGet(() -> notAMember(subject)))
              : groups
                  .ofCollection(actor, memberOf)
                  .map(collection ->
                      match(collection, memberOf).orElseGet(() -> notAMember(subject)));
        });
  }

  private static Optional<Membership> match(Map<Sid, String> administrators, Set<Sid> memberOf) {
    return administrators.entrySet().stream()
        .filter(group -> memberOf.contains(group.getKey()))
        .map(group -> (Membership) new Membership.Member(group.getValue()))
        .findFirst();
  }

  private static Optional<JsonNode> identity(JsonNode answer, UUID id) {
    return Json.elements(answer).stream()
        .filter(found -> Json.guid(found, "id").filter(id::equals).isPresent())
        .findFirst();
  }

  private static boolean hasObjectId(JsonNode identity, UUID objectId) {
    JsonNode claim =
        identity
            .path("properties")
            .path("http://schemas.microsoft.com/identity/claims/objectidentifier");
    return Json.guid(claim, "$value").filter(objectId::equals).isPresent();
  }

  private static Membership notAMember(Subject subject) {
    return new Membership.NotAMember(
        "The identity administers no service connections in "
            + subject.named()
            + ". Add it to Endpoint Administrators or Project Administrators of that project.");
  }

  private static Membership unknown(Subject subject) {
    return new Membership.NotAMember(
        "Organization "
            + subject.organization()
            + " does not know this identity. Add it under Organization settings, Users, and to"
            + " Endpoint Administrators or Project Administrators of project "
            + subject.project()
            + ".");
  }
}
