package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Organizations: who one is there, whether a sign-in works, and which a user belongs to. */
public final class Organizations {

  // Who a caller without a credential is, where an organization has public projects.
  private static final String ANONYMOUS = "System:PublicAccess";

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;
  private final Projects projects;

  Organizations(AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts, Projects projects) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
    this.projects = projects;
  }

  /**
   * Who a sign-in is in an organization.
   *
   * @param identityId Azure DevOps' own id, not Entra's object id
   * @param organizationId stays when the organization is renamed
   */
  public record Caller(
      UUID identityId,
      Optional<String> subjectDescriptor,
      String displayName,
      Optional<String> account,
      Optional<UUID> organizationId) {}

  /**
   * A sign-in that works.
   *
   * @param visibleProjects of the first page; empty when the identity was granted nothing yet
   * @param tenantId the Entra tenant of the organization, where the answer says it
   */
  public record Verified(List<Projects.Project> visibleProjects, Optional<UUID> tenantId) {
    public Verified {
      visibleProjects = List.copyOf(visibleProjects);
    }
  }

  /**
   * @param name the bare name, as in {@code dev.azure.com/{name}}
   */
  public record Organization(UUID id, String name) {}

  public Attempt<Caller> connectionData(Actor actor) {
    Subject subject = Subject.organization(actor.organization());
    Call call = Call.get(endpoints.connectionData(actor.organization()), subject, timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply -> {
          JsonNode user = reply.json().path("authenticatedUser");
          if (Json.text(user, "descriptor").filter(d -> d.startsWith(ANONYMOUS)).isPresent()) {
            return Attempt.refused(
                Reason.TOKEN_INVALID_OR_EXPIRED,
                "Azure DevOps ignores the token for "
                    + subject.named()
                    + " and takes the caller for a visitor. Check the token or replace it.");
          }
          return Json.guid(user, "id")
              .map(id ->
                  Attempt.succeeded(
                      new Caller(
                          id,
                          Json.text(user, "subjectDescriptor"),
                          Json.text(user, "providerDisplayName").orElse(id.toString()),
                          Json.text(user.path("properties").path("Account"), "$value"),
                          Json.guid(reply.json(), "instanceId"))))
              .orElseGet(() ->
                  Attempt.retryLater(
                      Reason.UNEXPECTED_ANSWER,
                      "Azure DevOps did not say who the caller is in " + subject.named() + "."));
        });
  }

  /**
   * Tries the sign-in by listing projects.
   *
   * @param expectedTenantId refused as {@code WRONG_TENANT} where the organization says that it
   *     belongs to another (D-11); null to accept any
   */
  public Attempt<Verified> verify(Actor actor, @Nullable UUID expectedTenantId) {
    return projects
        .page(actor, "")
        .then(reply -> {
          Optional<String> home = reply.header("X-VSS-ResourceTenant");
          if (expectedTenantId != null
              && home.isPresent()
              && !home.get().equalsIgnoreCase(expectedTenantId.toString())) {
            return Tenants.wrong(
                Subject.organization(actor.organization()),
                home.get(),
                expectedTenantId.toString());
          }
          return Attempt.succeeded(
              new Verified(
                  Projects.projects(reply), home.filter(Tenants::isGuid).map(UUID::fromString)));
        });
  }

  /**
   * The organizations that a signed-in user belongs to, whatever their tenant. Works with a user's
   * own token only: for service principals Azure DevOps answers an empty list
   * (vsts-rest-api-specs#696).
   */
  public Attempt<List<Organization>> ofSignedInUser(SignIn.DelegatedUser user) {
    Subject subject = Subject.signedInUser();
    return calls
        .make(Call.get(endpoints.profile(), subject, timeouts.call()), user)
        .then(profile ->
            Json.guid(profile.json(), "id")
                .map(member ->
                    calls.make(
                        Call.get(endpoints.accountsOf(member), subject, timeouts.call()), user))
                .orElseGet(() ->
                    Attempt.retryLater(
                        Reason.UNEXPECTED_ANSWER,
                        "Azure DevOps did not say which id " + subject.named() + " has.")))
        .map(accounts ->
            Json.elements(accounts.json()).stream()
                .flatMap(account -> organization(account).stream())
                .toList());
  }

  private static Optional<Organization> organization(JsonNode account) {
    return Json.guid(account, "accountId")
        .flatMap(id -> Json.text(account, "accountName").map(name -> new Organization(id, name)));
  }
}
