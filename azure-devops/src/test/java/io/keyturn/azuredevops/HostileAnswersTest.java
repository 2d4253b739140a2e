package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever Azure DevOps, or what stands in its place, answers: each question has an outcome, and no
 * sentence of it repeats the answer.
 */
class HostileAnswersTest {

  private static final String ID = "d6245f20-2af8-44f4-9451-8107cb2767db";
  private static final String SID = "S-1-9-1551374245-1204400969-2402986413-2179408616-3-1-2-3-4-5";
  private static final List<Integer> STATUSES =
      List.of(200, 200, 200, 200, 201, 203, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503);

  /** By what an address contains; the first that fits. */
  private static final Map<String, String> GOOD =
      Map.of(
          "1 endpointproxy",
          "{\"result\":[\"{}\"],\"statusCode\":\"ok\",\"errorMessage\":\"\",\"activityId\":\"a\"}",
          "2 endpoints/",
          Example.AZURERM,
          "3 endpoints",
          "{\"count\":1,\"value\":[" + Example.AZURERM + "]}",
          "4 connectionData",
          """
          {"authenticatedUser":{"id":"%1$s","descriptor":"d;%2$s","subjectDescriptor":"aad.x",\
          "providerDisplayName":"N","properties":{"Account":{"$type":"System.String","$value":"n@x"}}},\
          "instanceId":"%1$s"}\
          """
              .formatted(ID, SID),
          "5 identities",
          """
          {"count":1,"value":[{"id":"%1$s","isActive":true,"memberOf":[{"identityType":\
          "Microsoft.TeamFoundation.Identity","identifier":"%2$s"},"x;%2$s"],"properties":{\
          "http://schemas.microsoft.com/identity/claims/objectidentifier":{"$value":"%1$s"}}}]}\
          """
              .formatted(ID, SID),
          "6 descriptors",
          "{\"value\":\"scp.Zm9v\",\"_links\":{\"self\":{\"href\":\"https://x\"}}}",
          "7 graph/groups",
          """
          {"count":1,"value":[{"subjectKind":"group","displayName":"Endpoint Administrators",\
          "principalName":"[TestProject]\\\\Endpoint Administrators","descriptor":"vssgp.UxLTk",\
          "domain":"vstfs:///Classification/TeamProject/%s","originId":"%s"}]}\
          """
              .formatted(Example.PROJECT, ID),
          "8 projects",
          "{\"count\":1,\"value\":[{\"id\":\"%s\",\"name\":\"P\",\"state\":\"wellFormed\"}]}"
              .formatted(Example.PROJECT),
          "9 permission",
          "{\"evaluations\":[{\"securityNamespaceId\":\"%s\",\"token\":\"t\",\"value\":true}],\"value\":[true]}"
              .formatted(ID),
          "99 _apis/",
          "{\"id\":\"%1$s\",\"value\":[{\"accountId\":\"%1$s\",\"accountName\":\"fabrikam\"}]}"
              .formatted(ID));

  @Test
  void everyAnswerHasAnOutcomeThatRepeatsNothingOfIt() {
    try (ScriptedServer server = ScriptedServer.http()) {
      AzureDevOps ofFewCalls = Example.client(server);
      AzureDevOps ofManyCalls =
          AzureDevOps.ofManyCalls(
              server.urls(null),
              BlockingHttp.trusting(null),
              new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
              CallGate.OPEN,
              Example.NOON);
      List<Supplier<Attempt<?>>> questions =
          Stream.of(ofFewCalls, ofManyCalls).flatMap(each -> questions(each).stream()).toList();
      Rounds.of(
          500,
          hostile -> {
            server.answer(seen -> answer(hostile, seen));
            long begin = System.nanoTime();

            Attempt<?> outcome = hostile.oneOf(questions).get();

            assertThat(sentence(outcome))
                .doesNotContain(Hostile.CANARY, Example.PAT, Example.CANDIDATE.reveal());
            assertThat(System.nanoTime() - begin).as("nanoseconds").isLessThan(15_000_000_000L);
          });
    }
  }

  private static List<Supplier<Attempt<?>>> questions(AzureDevOps azureDevOps) {
    Actor actor = Example.ACTOR;
    ServiceConnections connections = azureDevOps.serviceConnections();
    ServiceConnection current =
        ServiceConnection.of(Json.MAPPER.readTree(Example.AZURERM), false).orElseThrow();
    UUID project = Example.PROJECT;
    SignIn.DelegatedUser user = new SignIn.DelegatedUser(ClientSecret.of(Example.PAT));
    return List.of(
        () -> connections.get(actor, Example.ADDRESS),
        () -> connections.look(actor, Example.ADDRESS),
        () -> connections.list(actor, project, "TestProject"),
        () ->
            connections.update(
                actor, Example.ADDRESS, current, "serviceprincipalkey", Example.CANDIDATE),
        () ->
            connections.testCandidate(
                actor, Example.ADDRESS, current, "serviceprincipalkey", Example.CANDIDATE),
        () -> connections.testStored(actor, Example.ADDRESS),
        () -> azureDevOps.organizations().connectionData(actor),
        () -> azureDevOps.organizations().verify(actor, UUID.fromString(ID)),
        () -> azureDevOps.organizations().ofSignedInUser(user),
        () -> azureDevOps.administratorMembership().ofCaller(actor, project, "TestProject"),
        () ->
            azureDevOps
                .administratorMembership()
                .ofIdentity(actor, project, "TestProject", UUID.fromString(ID)),
        () ->
            azureDevOps
                .administratorMembership()
                .ofUser(actor, project, "TestProject", "n@x", UUID.fromString(ID)),
        () -> azureDevOps.connectionPermissions().mayAdminister(actor, Example.ADDRESS),
        () -> azureDevOps.connectionPermissions().requireAdministration(actor, Example.ADDRESS),
        () -> azureDevOps.projects().list(actor),
        () -> azureDevOps.projects().part(actor, 10, ""),
        () -> azureDevOps.projects().get(actor, project));
  }

  private static Scripted answer(Hostile hostile, Seen seen) {
    String good =
        new TreeMap<>(GOOD)
            .entrySet().stream()
                .filter(entry ->
                    seen.uri().toString().contains(entry.getKey().replaceAll("^\\d+ ", "")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("{}");
    int status = hostile.oneOf(STATUSES);
    Scripted answer =
        new Scripted(
            status,
            hostile.oneIn(12)
                ? Map.of("Content-Type", hostile.text())
                : Map.of("Content-Type", "application/json; charset=utf-8"),
            status == 204 ? new byte[0] : hostile.form(good));
    for (String header :
        List.of(
            "Retry-After",
            "X-RateLimit-Delay",
            "X-RateLimit-Reset",
            "X-RateLimit-Remaining",
            "x-ms-continuationtoken",
            "X-TFS-ServiceError",
            "X-VSS-ResourceTenant",
            "ActivityId",
            "Location")) {
      if (hostile.oneIn(15)) {
        answer = answer.with(header, hostile.text());
      }
    }
    return answer;
  }

  private static String sentence(Attempt<?> outcome) {
    return switch (outcome) {
      case Succeeded<?>(@Nullable Object value) ->
          switch (value) {
            case Membership.NotAMember not -> not.toString();
            case ServiceConnection connection -> views(connection);
            case null, default -> "";
          };
      case RetryLater<?> later -> later.toString();
      case Refused<?> refused -> refused.toString();
    };
  }

  /** What is read of a document only when somebody looks at it; names are its own to tell. */
  private static String views(ServiceConnection connection) {
    assertThat(connection.facts()).isNotNull();
    return "";
  }
}
