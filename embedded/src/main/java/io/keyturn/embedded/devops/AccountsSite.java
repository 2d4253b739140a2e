package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The host above all organizations: the caller's profile, and the organizations of a member. */
final class AccountsSite implements Site {

  private final World world;
  private final Authentication authentication;
  private final Clock clock;

  AccountsSite(World world, Authentication authentication, Clock clock) {
    this.world = world;
    this.authentication = authentication;
    this.clock = clock;
  }

  @Override
  public String prefix() {
    return Sites.ACCOUNTS;
  }

  @Override
  public Answer handle(Request request) {
    String activityId = UUID.randomUUID().toString();
    Answer answer;
    try {
      Authentication.Credential credential = authentication.credentialOf(request);
      synchronized (world) {
        answer = answer(request, credential);
      }
    } catch (Refusal refusal) {
      answer = refusal.answer();
    }
    return answer.with("ActivityId", activityId).with("X-VSS-E2EID", activityId);
  }

  private Answer answer(Request request, Authentication.Credential credential) {
    String path = String.join("/", request.segments()).toLowerCase(Locale.ROOT);
    if (request.method().equals("OPTIONS")) {
      return Answer.json(200, "{\"count\":0,\"value\":[]}");
    }
    Subject subject = subject(request, credential);
    boolean bound = credential instanceof Authentication.Credential.Token;
    if (path.equals("_apis/profile/profiles/me")) {
      if (credential instanceof Authentication.Credential.Token(PersonalAccessToken token)
          && !token.scopes().contains("vso.profile")
          && !token.scopes().contains("app_token")) {
        throw Authentication.signIn(request, "");
      }
      return json(request, profile(subject));
    }
    if (path.equals("_apis/accounts")) {
      if (bound) {
        // Only tokens for all organizations get through here, and those are no longer issued.
        throw Refusal.notAuthorized(
            "TF400813: The user '" + subject.id + "' is not authorized to access this resource.");
      }
      return json(request, accounts(request, subject));
    }
    throw Refusal.of(
        404,
        "Microsoft.VisualStudio.Services.WebApi.VssResourceNotFoundException",
        "The controller for path '" + request.path() + "' was not found.",
        0);
  }

  /** A principal that no organization knows has no profile either. */
  private Subject subject(Request request, Authentication.Credential credential) {
    Optional<Subject> found =
        switch (credential) {
          case Authentication.Credential.Nothing() -> Optional.empty();
          case Authentication.Credential.Token(PersonalAccessToken token) ->
              world
                  .organization(token.organization())
                  .flatMap(o -> Optional.ofNullable(o.subjects.get(token.subjectId())));
          case Authentication.Credential.Entra(var principal) ->
              world.organizations.values().stream()
                  .filter(o -> o.tenantId.equalsIgnoreCase(principal.tenantId()))
                  .flatMap(o ->
                      o.subject(s -> s.originId.equalsIgnoreCase(principal.objectId())).stream())
                  .findFirst();
        };
    return found.filter(s -> s.active).orElseThrow(() -> Authentication.signIn(request, ""));
  }

  private ObjectNode profile(Subject subject) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("displayName", subject.displayName);
    node.put("publicAlias", subject.id);
    node.put("emailAddress", subject.principalName);
    node.put("coreRevision", 1);
    node.put("timeStamp", clock.instant().toString());
    node.put("id", subject.id);
    node.put("revision", 1);
    return node;
  }

  /** Empty for service principals, members or not. Source: vsts-rest-api-specs#696. */
  private ObjectNode accounts(Request request, Subject caller) {
    Optional<String> member =
        request.query().entrySet().stream()
            .filter(q ->
                q.getKey().equalsIgnoreCase("memberId") || q.getKey().equalsIgnoreCase("ownerId"))
            .map(Map.Entry::getValue)
            .filter(v -> !v.isBlank())
            .findFirst();
    String memberId =
        member.orElseThrow(() ->
            Refusal.of(
                400,
                "Microsoft.VisualStudio.Services.Account.AccountException",
                "Necessary parameters ownerId or memberId were not provided in the request.",
                4236));
    List<Organization> theirs =
        caller.kind == Subject.Kind.SERVICE_PRINCIPAL || !memberId.equalsIgnoreCase(caller.id)
            ? List.of()
            : world.organizations.values().stream()
                .filter(o -> o.subjects.containsKey(memberId.toLowerCase(Locale.ROOT)))
                .toList();
    ObjectNode body = World.JSON.createObjectNode();
    body.put("count", theirs.size());
    ArrayNode value = body.putArray("value");
    for (Organization organization : theirs) {
      ObjectNode node = value.addObject();
      node.put("accountId", organization.id);
      node.put("accountUri", Sites.vssps(request.origin(), organization.name));
      node.put("accountName", organization.name);
      node.putObject("properties");
    }
    return body;
  }

  private static Answer json(Request request, ObjectNode body) {
    ApiVersion version = ApiVersion.of(request).orElse(ApiVersion.DEFAULT);
    return Answer.json(200, body.toString())
        .with("Content-Type", "application/json; charset=utf-8; api-version=" + version.text());
  }
}
