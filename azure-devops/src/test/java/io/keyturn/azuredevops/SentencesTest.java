package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.html;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.contracts.outcome.Attempt;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people read in the rotation output, word by word: what happened, to which thing by its name,
 * what to do next, and Microsoft's activity id in brackets at the end.
 */
class SentencesTest {

  private static final ConnectionAddress PAYMENTS =
      new ConnectionAddress(Example.PROJECT, "Payments", Example.CONNECTION, "payments-prod");
  private static final Actor CONTOSO = new Actor("contoso", Example.ACTOR.signIn());

  private final ScriptedServer server = ScriptedServer.http();
  private final AzureDevOps azureDevOps = Example.client(server);

  @AfterEach
  void stop() {
    server.close();
  }

  record Case(
      Scripted answer, BiFunction<AzureDevOps, ServiceConnection, Attempt<?>> call, String why) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            tested("badRequest", "AADSTS7000215: x"),
            SentencesTest::prove,
            "Entra does not accept the new secret of service connection payments-prod in"
                + " contoso/Payments yet (AADSTS7000215). A new one can take minutes."),
        new Case(
            tested("badRequest", "AADSTS7000222: x"),
            SentencesTest::verify,
            "Entra does not accept the stored secret of service connection payments-prod in"
                + " contoso/Payments any more, because it has expired (AADSTS7000222). Renew it."),
        new Case(
            tested("forbidden", ""),
            SentencesTest::prove,
            "With the new secret of service connection payments-prod in contoso/Payments the"
                + " application signs in, but sees no such subscription or management group. Give"
                + " its service principal a role there (Reader is enough for the test)."),
        new Case(
            tested("badGateway", ""),
            SentencesTest::prove,
            "Azure DevOps could not test the new secret of service connection payments-prod in"
                + " contoso/Payments (badgateway)."),
        new Case(
            empty(404).with("ActivityId", Example.ACTIVITY),
            SentencesTest::read,
            "Service connection payments-prod in contoso/Payments was not found, or is not visible"
                + " to this identity. Check that it still exists, that its project and organization"
                + " are the right ones, and that the identity may see it (activity id"
                + " 7abd520f-b400-416e-8fb6-23dadb2519b5)."),
        new Case(
            empty(429),
            SentencesTest::prove,
            "Azure DevOps is throttling this identity and turned away the request to test service"
                + " connection payments-prod in contoso/Payments. The limit lifts by itself."),
        new Case(
            html(203),
            SentencesTest::read,
            "Azure DevOps answered the request to read service connection payments-prod in"
                + " contoso/Payments with its sign-in page, so the token is invalid, expired or"
                + " revoked. Check it or replace it, and look for copied white space."),
        new Case(
            empty(403),
            SentencesTest::write,
            "The identity may not update service connection payments-prod in contoso/Payments. Give"
                + " it the organization-level Administrator role on this service connection, and a"
                + " token of it the scope vso.serviceendpoint_manage (Service Connections: read,"
                + " query, manage)."),
        new Case(
            json(500, "{\"message\":\"TF400898: x\"}").with("ActivityId", Example.ACTIVITY),
            SentencesTest::write,
            "Azure DevOps failed to update service connection payments-prod in contoso/Payments"
                + " (TF400898), which often means that it refuses the change. If it happens again,"
                + " save the connection once in the portal and see what it says (activity id"
                + " 7abd520f-b400-416e-8fb6-23dadb2519b5)."),
        new Case(
            json(503, "{\"message\":\"TF24668: x\"}"),
            SentencesTest::read,
            "Azure DevOps refuses the request to read service connection payments-prod in"
                + " contoso/Payments, because the organization is deactivated. An owner reactivates"
                + " it by signing in to it."),
        new Case(
            json(200, Example.AZURERM.replace("\"isReady\":true", "\"isReady\":false")),
            SentencesTest::write,
            "Service connection payments-prod in contoso/Payments is not ready after the update."),
        new Case(
            json(200, "{\"evaluations\":[{\"value\":false}]}"),
            (azureDevOps, _) ->
                azureDevOps.connectionPermissions().requireAdministration(CONTOSO, PAYMENTS),
            "The identity lacks the organization-level Administrator role on service connection"
                + " payments-prod in contoso/Payments. Open the connection, Security, and add the"
                + " identity as Administrator under the organization's permissions."),
        new Case(
            empty(404),
            (azureDevOps, _) ->
                azureDevOps.serviceConnections().list(CONTOSO, Example.PROJECT, "Payments"),
            "Project Payments of organization contoso was not found, or is not visible to this"
                + " identity. Check that the project exists; if it does, give the identity access to"
                + " it and try again."),
        new Case(
            empty(404),
            (azureDevOps, _) -> azureDevOps.projects().list(CONTOSO),
            "Organization contoso was not found, or is not visible to this identity. Check the"
                + " organization's name (the part after dev.azure.com/, not a URL)."));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatPeopleReadNamesTheThingAndTheNextStep(Case expected) {
    server.answer(json(200, Example.AZURERM));
    ServiceConnection current = succeeded(azureDevOps.serviceConnections().get(CONTOSO, PAYMENTS));
    server.answer(expected.answer());

    assertThat(whyOf(expected.call().apply(azureDevOps, current))).isEqualTo(expected.why());
  }

  @Test
  void unansweredUpdateIsSaidToBeUncertain() {
    Call update =
        Call.put(
            server.url("/x"),
            () -> new byte[0],
            Subject.connection("contoso", PAYMENTS),
            Duration.ofSeconds(60));

    assertThat(whyOf(NoAnswer.broken(update, new HttpTimeoutException("x"))))
        .isEqualTo(
            "Azure DevOps did not answer the request to update service connection payments-prod in"
                + " contoso/Payments at localhost:"
                + server.url("").getPort()
                + " completely within 60 s. The update may have been carried out; repeating it does"
                + " no harm.");
  }

  @Test
  void whoAdministersNothingIsToldWhereAndWhichGroups() {
    String me = "22157d54-1821-6536-a446-928b06348385";
    Map<String, String> answers =
        Map.of(
            "/devops/contoso/_apis/connectionData",
            "{\"authenticatedUser\":{\"id\":\"" + me + "\",\"descriptor\":\"x;y\"}}",
            "/identity/contoso/_apis/identities",
            "{\"value\":[{\"id\":\"" + me + "\",\"isActive\":true,\"memberOf\":[]}]}",
            "/identity/contoso/_apis/graph/descriptors/" + Example.PROJECT,
            "{\"value\":\"scp.Abc\"}",
            "/identity/contoso/_apis/graph/groups",
            "{\"value\":[]}");
    server.answer(request -> json(200, answers.getOrDefault(request.path(), "{}")));

    assertThat(mine())
        .isEqualTo(
            new Membership.NotAMember(
                "The identity administers no service connections in project Payments of"
                    + " organization contoso. Add it to Endpoint Administrators or Project"
                    + " Administrators of that project."));

    server.answer(request ->
        json(
            200,
            answers
                .getOrDefault(request.path(), "{}")
                .replace("\"isActive\":true", "\"isActive\":false")));
    assertThat(mine())
        .isEqualTo(
            new Membership.NotAMember(
                "The identity is disabled in organization contoso. Enable it there first."));

    server.answer(request ->
        json(
            200,
            request.path().endsWith("/identities")
                ? "{\"value\":[]}"
                : answers.getOrDefault(request.path(), "{}")));
    assertThat(mine())
        .isEqualTo(
            new Membership.NotAMember(
                "Organization contoso does not know this identity. Add it under Organization"
                    + " settings, Users, and to Endpoint Administrators or Project Administrators of"
                    + " project Payments."));
  }

  private Membership mine() {
    return succeeded(
        azureDevOps.administratorMembership().ofCaller(CONTOSO, Example.PROJECT, "Payments"));
  }

  private static Attempt<?> read(AzureDevOps azureDevOps, ServiceConnection current) {
    return azureDevOps.serviceConnections().get(CONTOSO, PAYMENTS);
  }

  private static Attempt<?> prove(AzureDevOps azureDevOps, ServiceConnection current) {
    return azureDevOps
        .serviceConnections()
        .testCandidate(CONTOSO, PAYMENTS, current, "serviceprincipalkey", Example.CANDIDATE);
  }

  private static Attempt<?> verify(AzureDevOps azureDevOps, ServiceConnection current) {
    return azureDevOps.serviceConnections().testStored(CONTOSO, PAYMENTS);
  }

  private static Attempt<?> write(AzureDevOps azureDevOps, ServiceConnection current) {
    return azureDevOps
        .serviceConnections()
        .update(CONTOSO, PAYMENTS, current, "serviceprincipalkey", Example.CANDIDATE);
  }

  private static Scripted tested(String status, String message) {
    return json(
        200,
        "{\"result\":[],\"statusCode\":\"" + status + "\",\"errorMessage\":\"" + message + "\"}");
  }
}
