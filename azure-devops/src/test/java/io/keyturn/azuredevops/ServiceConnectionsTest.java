package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ServiceConnectionsTest {

  private final ScriptedServer server = ScriptedServer.http();
  private final ServiceConnections connections = Example.client(server).serviceConnections();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsByIdThroughTheProject() {
    server.answer(json(200, Example.AZURERM));

    ServiceConnection read = read();

    Seen request = server.only();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path())
        .isEqualTo(
            "/devops/fabrikam/"
                + Example.PROJECT
                + "/_apis/serviceendpoint/endpoints/"
                + Example.CONNECTION);
    assertThat(request.query()).isEqualTo("api-version=7.1");
    assertThat(request.header("X-TFS-FedAuthRedirect")).isEqualTo("Suppress");
    assertThat(request.header("X-TFS-Session")).isNotEmpty();
    assertThat(request.header("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((":" + Example.PAT).getBytes(StandardCharsets.UTF_8)));
    assertThat(read.name()).isEqualTo("Prod / ARM");
    assertThat(read.type()).isEqualTo("azurerm");
    assertThat(read.hasScheme("serviceprincipal")).isTrue();
    assertThat(read.parameter("ServicePrincipalId")).contains("c");
    assertThat(read.parameter("serviceprincipalkey")).isEmpty();
    assertThat(read.authenticationType()).contains("spnKey");
    assertThat(read.creationMode()).contains("Manual");
    assertThat(read.isReady()).isTrue();
    assertThat(read.isShared()).isTrue();
    assertThat(read.projectReferences())
        .extracting(ServiceConnection.ProjectReference::name)
        .containsExactly("Prod / ARM", "Arm of the other");
  }

  @Test
  @Tag("A-20")
  @DisplayName("A-20, FAULT-10: an update sends everything back with one parameter replaced")
  void updateChangesOneParameterOnly() {
    server.answer(json(200, Example.AZURERM));
    ServiceConnection current = read();

    ServiceConnection after =
        succeeded(
            connections.update(
                Example.ACTOR, Example.ADDRESS, current, "ServicePrincipalKey", Example.CANDIDATE));

    Seen put = server.seen().getLast();
    assertThat(put.method()).isEqualTo("PUT");
    assertThat(put.path())
        .isEqualTo("/devops/fabrikam/_apis/serviceendpoint/endpoints/" + Example.CONNECTION);
    assertThat(put.query()).isEqualTo("api-version=7.1");
    // Byte for byte: order, unknown fields and the spelling of numbers stay as they were.
    assertThat(put.body())
        .isEqualTo(
            Example.AZURERM.replace(
                "\"serviceprincipalkey\":null",
                "\"serviceprincipalkey\":"
                    + Json.MAPPER.writeValueAsString(Example.CANDIDATE.reveal())));
    assertThat(after.parameter("serviceprincipalkey")).isEmpty();
    assertThat(current.document().toString()).isEqualTo(Example.AZURERM);
  }

  @Test
  void parameterThatIsAbsentInEverySpellingIsAdded() {
    server.answer(json(200, Example.AZURERM.replace(",\"serviceprincipalkey\":null", "")));
    ServiceConnection current = read();

    connections.update(
        Example.ACTOR, Example.ADDRESS, current, "serviceprincipalkey", Example.CANDIDATE);

    JsonNode parameters =
        Json.MAPPER
            .readTree(server.seen().getLast().body())
            .path("authorization")
            .path("parameters");
    assertThat(parameters.propertyNames())
        .containsExactly(
            "tenantid", "serviceprincipalid", "authenticationType", "serviceprincipalkey");
    assertThat(parameters.path("serviceprincipalkey").stringValue())
        .isEqualTo(Example.CANDIDATE.reveal());
  }

  @Test
  void nothingIsWrittenFromAListEntry() {
    server.answer(json(200, "{\"count\":1,\"value\":[" + Example.AZURERM + "]}"));
    ServiceConnection listed =
        succeeded(connections.list(Example.ACTOR, Example.PROJECT, "TestProject")).getFirst();

    assertThatThrownBy(() ->
            connections.update(
                Example.ACTOR, Example.ADDRESS, listed, "serviceprincipalkey", Example.CANDIDATE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void nothingIsSentAboutAConnectionThatIsNotAtThatAddress() {
    server.answer(json(200, Example.AZURERM));
    ServiceConnection current = read();
    ConnectionAddress elsewhere =
        new ConnectionAddress(Example.PROJECT, "TestProject", UUID.randomUUID(), "Prod / ARM");

    assertThatThrownBy(() ->
            connections.update(
                Example.ACTOR, elsewhere, current, "serviceprincipalkey", Example.CANDIDATE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            connections.testCandidate(
                Example.ACTOR, elsewhere, current, "serviceprincipalkey", Example.CANDIDATE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void listIncludesThoseThatAreNotReadyAndToleratesPartialOnes() {
    server.answer(
        json(
            200,
            "{\"count\":3,\"value\":["
                + Example.AZURERM
                + ",null,{\"id\":\"2dfdea68-9549-409e-abee-c5da69cfec5f\"}]}"));

    List<ServiceConnection> found =
        succeeded(connections.list(Example.ACTOR, Example.PROJECT, "TestProject"));

    assertThat(server.only().query()).contains("includeFailed=true", "api-version=7.1");
    assertThat(found).hasSize(2);
    assertThat(found.getLast().type()).isEmpty();
  }

  @Test
  void candidateIsTestedInlineWithoutBeingStored() {
    server.answer(json(200, Example.AZURERM));
    ServiceConnection current = read();
    server.answer(json(200, "{\"result\":[],\"statusCode\":\"OK\",\"errorMessage\":\"\"}"));

    Attempt<@Nullable Void> outcome =
        connections.testCandidate(
            Example.ACTOR, Example.ADDRESS, current, "serviceprincipalkey", Example.CANDIDATE);

    assertThat(outcome).isInstanceOf(Attempt.Succeeded.class);
    Seen request = server.seen().getLast();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path())
        .isEqualTo("/devops/fabrikam/" + Example.PROJECT + "/_apis/serviceendpoint/endpointproxy");
    assertThat(request.query()).isEqualTo("endpointId=" + Example.CONNECTION + "&api-version=7.1");
    JsonNode body = Json.MAPPER.readTree(request.body());
    assertThat(body.propertyNames())
        .containsExactly(
            "dataSourceDetails", "resultTransformationDetails", "serviceEndpointDetails");
    assertThat(body.path("dataSourceDetails").path("dataSourceName").stringValue())
        .isEqualTo("TestConnection");
    JsonNode details = body.path("serviceEndpointDetails");
    assertThat(details.propertyNames()).containsExactly("type", "url", "data", "authorization");
    assertThat(
            details
                .path("authorization")
                .path("parameters")
                .path("serviceprincipalkey")
                .stringValue())
        .isEqualTo(Example.CANDIDATE.reveal());
  }

  @Test
  void storedSecretIsTestedWithoutAnyDetails() {
    server.answer(json(200, "{\"result\":[],\"statusCode\":\"ok\",\"errorMessage\":\"\"}"));

    assertThat(connections.testStored(Example.ACTOR, Example.ADDRESS))
        .isInstanceOf(Attempt.Succeeded.class);

    assertThat(server.only().body())
        .isEqualTo(
            "{\"dataSourceDetails\":{\"dataSourceName\":\"TestConnection\"},"
                + "\"resultTransformationDetails\":{}}");
  }

  record Failure(String status, String message, Class<?> kind, Reason reason) {}

  static Stream<Failure> failures() {
    Class<?> retry = Attempt.RetryLater.class;
    Class<?> refused = Attempt.Refused.class;
    return Stream.of(
        new Failure("badRequest", "x AADSTS7000215: y", retry, Reason.CANDIDATE_NOT_YET_VALID),
        new Failure("forbidden", "x AADSTS7000215: (403) y", retry, Reason.CANDIDATE_NOT_YET_VALID),
        new Failure("badRequest", "AADSTS7000222: z", refused, Reason.CLIENT_SECRET_EXPIRED),
        new Failure("badRequest", "AADSTS700016: z", refused, Reason.CANDIDATE_REJECTED),
        new Failure("badRequest", "AADSTS90002: z", refused, Reason.CANDIDATE_REJECTED),
        new Failure("badRequest", "AADSTS90033: z", retry, Reason.SERVER_ERROR),
        new Failure("badRequest", "AADSTS50034: z", refused, Reason.CANDIDATE_REJECTED),
        new Failure(
            "badRequest", "a SubscriptionNotFound b", refused, Reason.SUBSCRIPTION_NOT_VISIBLE),
        new Failure(
            "badRequest", "error: (403) Forbidden.", refused, Reason.SUBSCRIPTION_NOT_VISIBLE),
        new Failure("forbidden", "", refused, Reason.SUBSCRIPTION_NOT_VISIBLE),
        new Failure("unauthorized", "", refused, Reason.CANDIDATE_REJECTED),
        new Failure("tooManyRequests", "", retry, Reason.THROTTLED),
        new Failure("serviceUnavailable", "", retry, Reason.SERVER_ERROR),
        new Failure("badRequest", "Invalid client secret", retry, Reason.UNEXPECTED_ANSWER),
        new Failure("", "", retry, Reason.UNEXPECTED_ANSWER));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("A failed test is judged by Entra's codes although its HTTP status is 200")
  void failedTestIsJudgedByCodes(Failure failure) {
    server.answer(
        json(
            200,
            "{\"result\":[],\"statusCode\":\""
                + failure.status()
                + "\",\"errorMessage\":\""
                + failure.message()
                + " message-canary\"}"));

    Attempt<@Nullable Void> outcome = connections.testStored(Example.ACTOR, Example.ADDRESS);

    assertThat(outcome).isInstanceOf(failure.kind());
    assertThat(reasonOf(outcome)).isEqualTo(failure.reason());
    assertThat(whyOf(outcome))
        .contains("the stored secret of service connection Prod / ARM in fabrikam/TestProject")
        .matches("[A-Z].*[.]")
        .doesNotContain("message-canary");
  }

  private ServiceConnection read() {
    return succeeded(connections.get(Example.ACTOR, Example.ADDRESS));
  }
}
