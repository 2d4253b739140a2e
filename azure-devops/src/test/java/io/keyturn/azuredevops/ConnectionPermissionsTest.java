package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionPermissionsTest {

  private final ScriptedServer server = ScriptedServer.http();
  private final ConnectionPermissions permissions = Example.client(server).connectionPermissions();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"evaluations\":[{\"token\":\"t\",\"permissions\":2,\"value\":true}]}",
        "{\"count\":1,\"value\":[true]}",
        "[true]"
      })
  void everyShapeOfTheAnswerIsRead(String answer) {
    server.answer(json(200, answer));
    assertThat(succeeded(permissions.mayAdminister(Example.ACTOR, Example.ADDRESS))).isTrue();

    server.answer(json(200, answer.replace("true", "false")));
    assertThat(succeeded(permissions.mayAdminister(Example.ACTOR, Example.ADDRESS))).isFalse();
  }

  @Test
  void asksForAdministrationOfTheConnectionOnTheLevelOfTheOrganization() {
    server.answer(json(200, "{\"evaluations\":[{\"value\":true}]}"));

    permissions.mayAdminister(Example.ACTOR, Example.ADDRESS);

    Seen asked = server.only();
    assertThat(asked.path()).isEqualTo("/devops/fabrikam/_apis/security/permissionevaluationbatch");
    assertThat(asked.body())
        .isEqualTo(
            "{\"alwaysAllowAdministrators\":false,\"evaluations\":[{\"securityNamespaceId\":"
                + "\"49b48001-ca20-4adc-8111-5b60c903a50c\",\"token\":\"endpoints/Collection/"
                + Example.CONNECTION
                + "\",\"permissions\":2}]}");
  }

  @Test
  void organizationWithoutTheBatchIsAskedTheOtherWay() {
    server.answer(request -> request.method().equals("POST") ? empty(404) : json(200, "[true]"));

    assertThat(succeeded(permissions.mayAdminister(Example.ACTOR, Example.ADDRESS))).isTrue();

    assertThat(server.seen().getLast().path())
        .isEqualTo("/devops/fabrikam/_apis/permissions/49b48001-ca20-4adc-8111-5b60c903a50c/2");
    assertThat(server.seen().getLast().query())
        .contains("tokens=endpoints/Collection/" + Example.CONNECTION);
  }

  @Test
  void missingRightIsARefusalWithItsRemedy() {
    server.answer(json(200, "{\"evaluations\":[{\"value\":false}]}"));

    Attempt<Boolean> outcome = permissions.requireAdministration(Example.ACTOR, Example.ADDRESS);

    assertThat(reasonOf(outcome)).isEqualTo(Reason.CONNECTION_ADMINISTRATION_DENIED);
    assertThat(whyOf(outcome))
        .contains(
            "service connection Prod / ARM in fabrikam/TestProject", "Administrator", "Security")
        .matches("[A-Z].*[.]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"evaluations\":[]}", "{\"evaluations\":[{}]}"})
  void noAnswerIsNotAYes(String answer) {
    server.answer(json(200, answer));

    assertThat(reasonOf(permissions.mayAdminister(Example.ACTOR, Example.ADDRESS)))
        .isEqualTo(Reason.UNEXPECTED_ANSWER);
  }
}
