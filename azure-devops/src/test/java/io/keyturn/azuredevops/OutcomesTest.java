package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.html;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static io.keyturn.contracts.outcome.Reason.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row, one answer of Azure DevOps, one outcome. Over the wire, as a caller sees it. */
class OutcomesTest {

  private static final String BODY_CANARY = "body-canary-91";

  private final ScriptedServer server = ScriptedServer.http();
  private final AzureDevOps azureDevOps = Example.client(server);

  @AfterEach
  void stop() {
    server.close();
  }

  enum Kind {
    RETRY,
    REFUSED
  }

  record Row(String name, Scripted answer, Kind kind, Reason reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> onRead() {
    return Stream.of(
        refused("R-16 sign-in page with 203", html(203), TOKEN_INVALID_OR_EXPIRED),
        refused("R-16 sign-in page with 200", html(200), TOKEN_INVALID_OR_EXPIRED),
        refused("R-16 203 even where it says JSON", json(203, "{}"), TOKEN_INVALID_OR_EXPIRED),
        refused("R-16 200 without content", empty(200), TOKEN_INVALID_OR_EXPIRED),
        refused(
            "R-16 redirect to sign-in",
            empty(302).with("Location", "https://localhost:1/_signin"),
            TOKEN_INVALID_OR_EXPIRED),
        refused(
            "401 with an empty body",
            empty(401).with("WWW-Authenticate", "Basic realm=\"https://x\""),
            TOKEN_INVALID_OR_EXPIRED),
        refused(
            "401 TF400813",
            wrapped(401, "UnauthorizedRequestException", "TF400813: The user '' is not"),
            TOKEN_INVALID_OR_EXPIRED),
        refused("403", wrapped(403, "AccessCheckException", "no"), ACCESS_FORBIDDEN),
        refused(
            "an access check answered as 400",
            wrapped(400, "AccessCheckException", "no"),
            ACCESS_FORBIDDEN),
        refused("D-23 404", wrapped(404, "X", "gone"), CONNECTION_NOT_FOUND),
        refused("200 null", json(200, "null"), CONNECTION_NOT_FOUND),
        refused("200 null after a BOM", json(200, "\uFEFFnull"), CONNECTION_NOT_FOUND),
        refused("200 without id", json(200, "{\"name\":\"x\"}"), CONNECTION_NOT_FOUND),
        refused(
            "200 with id and little else",
            json(200, "{\"id\":\"1dfdea68-9549-409e-abee-c5da69cfec5f\",\"name\":\"x\"}"),
            CONNECTION_NOT_FULLY_VISIBLE),
        refused(
            "400 VS800075",
            wrapped(400, "ProjectDoesNotExistException", "VS800075: The project"),
            PROJECT_NOT_FOUND),
        refused("400 otherwise", wrapped(400, "ArgumentException", "bad"), REQUEST_REJECTED),
        refused("409", wrapped(409, "SomethingException", "x"), REQUEST_REJECTED),
        refused("414 and other 4xx", empty(414), REQUEST_REJECTED),
        retry("408", empty(408), TIMED_OUT),
        retry("D-24 429", wrapped(429, "VssServiceException", "TF400733: x"), THROTTLED),
        retry("429 without a body", empty(429), THROTTLED),
        retry("TF400733 on another status", wrapped(503, "X", "TF400733: x"), THROTTLED),
        refused(
            "503 TF24668 in a body with a BOM",
            json(503, "\uFEFF{\"message\":\"TF24668: The following collection is stopped\"}"),
            ORGANIZATION_DEACTIVATED),
        refused(
            "503 TF24668 in the URL-encoded header only",
            empty(503).with("X-TFS-ServiceError", "TF24668%3A%20The%20following"),
            ORGANIZATION_DEACTIVATED),
        refused(
            "503 TF24668 in an inner exception",
            json(503, "{\"message\":\"outer\",\"innerException\":{\"message\":\"TF24668: x\"}}"),
            ORGANIZATION_DEACTIVATED),
        refused(
            "503 TF24668 as {count, value: {Message}}",
            json(503, "{\"count\":1,\"value\":{\"Message\":\"TF24668: x\"}}"),
            ORGANIZATION_DEACTIVATED),
        refused(
            "503 TF24668 as plain text",
            new Scripted(503, Map.of("Content-Type", "text/plain"), bytes("TF24668: stopped")),
            ORGANIZATION_DEACTIVATED),
        retry("503 otherwise", html(503), SERVER_ERROR),
        retry("502", html(502), SERVER_ERROR),
        retry("504", empty(504), SERVER_ERROR),
        retry("500 with a body that is broken JSON", json(500, "{\"message\":"), SERVER_ERROR),
        retry("500 TF400898 on a read", wrapped(500, "X", "TF400898: x"), SERVER_ERROR),
        retry("200 broken JSON", json(200, "{\"id\":"), UNEXPECTED_ANSWER),
        retry("200 JSON and then some", json(200, "{} {}"), UNEXPECTED_ANSWER),
        retry(
            "200 with another connection",
            json(200, Example.AZURERM.replace("1dfdea68", "2dfdea68")),
            UNEXPECTED_ANSWER));
  }

  @ParameterizedTest
  @MethodSource("onRead")
  void everyAnswerToAReadHasOneOutcome(Row row) {
    server.answer(row.answer().with("ActivityId", Example.ACTIVITY));

    Attempt<ServiceConnection> outcome =
        azureDevOps.serviceConnections().get(Example.ACTOR, Example.ADDRESS);

    assertOutcome(row, outcome);
  }

  static Stream<Row> onWrite() {
    return Stream.of(
        refused("FAULT-6 sign-in page on PUT", html(203), TOKEN_INVALID_OR_EXPIRED),
        refused("R-07 403", wrapped(403, "X", "no"), CONNECTION_ADMINISTRATION_DENIED),
        refused(
            "400 that names the role",
            wrapped(400, "X", "You need to be a collection level Administrator of the"),
            CONNECTION_ADMINISTRATION_DENIED),
        refused(
            "500 that names the role",
            wrapped(500, "X", "You need to be a collection level Administrator of the"),
            CONNECTION_ADMINISTRATION_DENIED),
        refused(
            "500 duplicate name, although its text names the role",
            wrapped(500, "DuplicateServiceConnectionException", "having Administrator/User role"),
            REQUEST_REJECTED),
        retry("500 TF400898", wrapped(500, "X", "TF400898: An Internal"), SERVER_ERROR_ON_EDIT),
        retry("500 otherwise", wrapped(500, "X", "x"), SERVER_ERROR),
        refused("deleted in between (FAULT-9)", json(200, "null"), CONNECTION_NOT_FOUND),
        retry(
            "answer about another connection",
            json(200, Example.AZURERM.replace("1dfdea68", "2dfdea68")),
            UPDATE_NOT_CONFIRMED),
        retry(
            "FAULT-5 not ready",
            json(200, Example.AZURERM.replace("\"isReady\":true", "\"isReady\":false")),
            UPDATE_NOT_CONFIRMED),
        retry(
            "FAULT-5 still in progress",
            json(
                200,
                Example.AZURERM.replace(
                    "\"isReady\":true", "\"operationStatus\":{\"state\":\"InProgress\"}")),
            UPDATE_NOT_CONFIRMED),
        refused(
            "FAULT-5 failed",
            json(
                200,
                Example.AZURERM.replace(
                    "\"isReady\":true",
                    "\"isReady\":true,\"operationStatus\":{\"state\":\"Failed\"}")),
            UPDATE_NOT_CONFIRMED));
  }

  @ParameterizedTest
  @MethodSource("onWrite")
  void everyAnswerToAnUpdateHasOneOutcome(Row row) {
    server.answer(json(200, Example.AZURERM));
    ServiceConnection current = succeeded(read());
    server.answer(row.answer().with("ActivityId", Example.ACTIVITY));

    Attempt<ServiceConnection> outcome =
        azureDevOps
            .serviceConnections()
            .update(
                Example.ACTOR, Example.ADDRESS, current, "serviceprincipalkey", Example.CANDIDATE);

    assertOutcome(row, outcome);
  }

  @Test
  void whatIsNotFoundIsNamedByWhatWasAskedFor() {
    server.answer(empty(404));

    assertThat(azureDevOps.projects().list(Example.ACTOR))
        .isInstanceOfSatisfying(
            Attempt.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(ORGANIZATION_NOT_FOUND);
              assertThat(refused.why()).contains("fabrikam", "not a URL");
            });
    assertThat(reasonOf(azureDevOps.projects().get(Example.ACTOR, Example.PROJECT)))
        .isEqualTo(PROJECT_NOT_FOUND);
  }

  @Test
  @DisplayName("429: the wait is the one asked for, in seconds or until a date")
  void throttlingSaysHowLong() {
    server.answer(empty(429).with("Retry-After", "17"));
    assertThat(read()).extracting("after").isEqualTo(Duration.ofSeconds(17));

    server.answer(empty(429).with("Retry-After", "Mon, 02 Mar 2026 12:00:45 GMT"));
    assertThat(read()).extracting("after").isEqualTo(Duration.ofSeconds(45));

    server.answer(empty(503));
    assertThat(read()).extracting("after").isEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("FAULT-7: Retry-After on 200 pauses the next call and fails nothing")
  void retryAfterOnSuccessReachesWhoeverPaces() {
    List<String> heard = new ArrayList<>();
    AzureDevOps paced =
        Example.client(
            server, (organization, identity) -> pass(heard, organization + " " + identity));
    server.answer(json(200, Example.AZURERM).with("Retry-After", "12.5"));

    Attempt<ServiceConnection> outcome =
        paced.serviceConnections().get(Example.ACTOR, Example.ADDRESS);

    assertThat(outcome).isInstanceOf(Attempt.Succeeded.class);
    assertThat(heard)
        .containsExactly("fabrikam " + Example.ACTOR.signIn().identity() + " 200 PT12.5S");
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  @DisplayName("FAULT-7: a call that may not be sent is not sent, and says when it may")
  void closedGateIsTheOutcome() {
    AzureDevOps closed =
        Example.client(
            server,
            (_, _) -> new Attempt.RetryLater<>(Reason.THROTTLED, "wait", Duration.ofSeconds(7)));

    Attempt<ServiceConnection> outcome =
        closed.serviceConnections().get(Example.ACTOR, Example.ADDRESS);

    assertThat(outcome)
        .isEqualTo(new Attempt.RetryLater<>(Reason.THROTTLED, "wait", Duration.ofSeconds(7)));
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void whoeverPacesHearsThatThereWasNoAnswer() {
    List<String> heard = new ArrayList<>();
    AzureDevOps paced = Example.client(server, (organization, _) -> pass(heard, organization));
    server.close();

    Attempt<ServiceConnection> outcome =
        paced.serviceConnections().get(Example.ACTOR, Example.ADDRESS);

    assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
    assertThat(heard).containsExactly("fabrikam unanswered");
  }

  private static Attempt<CallGate.Pass> pass(List<String> heard, String who) {
    return Attempt.succeeded(
        new CallGate.Pass() {
          @Override
          public void answered(int status, Duration pause) {
            heard.add(who + " " + status + " " + pause);
          }

          @Override
          public void unanswered() {
            heard.add(who + " unanswered");
          }
        });
  }

  @Test
  void bomBeforeTheDocumentIsNoObstacle() {
    server.answer(json(200, "\uFEFF" + Example.AZURERM));

    assertThat(succeeded(read()).id()).isEqualTo(Example.CONNECTION);
  }

  @Test
  void activityIdThatIsNoneIsNotRepeated() {
    server.answer(empty(500).with("ActivityId", "<script>" + BODY_CANARY));

    assertThat(whyOf(read())).doesNotContain(BODY_CANARY);
  }

  @Test
  @DisplayName("D-11: 401 from an organization of another tenant says so")
  void wrongTenantIsTold() {
    String home = "62e2ee3f-1111-4444-9b85-4a3776783e13";
    Subject subject = Subject.organization("fabrikam");

    Attempt<Reply> outcome =
        new Outcomes(Example.NOON)
            .of(
                Call.get(server.url("/x"), subject, Duration.ofSeconds(1)),
                new SignIn.ServicePrincipal(
                    "11111111-2222-3333-4444-555555555555", "client", ClientSecret.of("s")),
                new Answer(
                    401,
                    HttpHeaders.of(Map.of("X-VSS-ResourceTenant", List.of(home)), (a, b) -> true)
                        ::firstValue,
                    new byte[0]));

    assertThat(reasonOf(outcome)).isEqualTo(WRONG_TENANT);
    assertThat(whyOf(outcome)).contains(home, "11111111-2222-3333-4444-555555555555");
  }

  private Attempt<ServiceConnection> read() {
    return azureDevOps.serviceConnections().get(Example.ACTOR, Example.ADDRESS);
  }

  private static void assertOutcome(Row row, Attempt<?> outcome) {
    assertThat(outcome)
        .isInstanceOf(row.kind() == Kind.RETRY ? Attempt.RetryLater.class : Attempt.Refused.class);
    assertThat(reasonOf(outcome)).isEqualTo(row.reason());
    assertThat(whyOf(outcome))
        .containsIgnoringCase("service connection Prod / ARM in fabrikam/TestProject")
        .matches("[A-Z].*[.]")
        .doesNotContain(Example.CONNECTION.toString(), Example.PROJECT.toString())
        .doesNotContain(BODY_CANARY, Example.PAT, Example.CANDIDATE.reveal(), "api-version");
  }

  static Reason reasonOf(Attempt<?> outcome) {
    return switch (outcome) {
      case Attempt.Succeeded<?> s -> throw new AssertionError("succeeded: " + s);
      case Attempt.RetryLater<?>(Reason reason, String why, Duration after) -> reason;
      case Attempt.Refused<?>(Reason reason, String why) -> reason;
    };
  }

  static String whyOf(Attempt<?> outcome) {
    return switch (outcome) {
      case Attempt.Succeeded<?> s -> throw new AssertionError("succeeded: " + s);
      case Attempt.RetryLater<?>(Reason reason, String why, Duration after) -> why;
      case Attempt.Refused<?>(Reason reason, String why) -> why;
    };
  }

  static <T> T succeeded(Attempt<T> outcome) {
    if (outcome instanceof Attempt.Succeeded<T>(T value)) {
      return value;
    }
    throw new AssertionError(outcome.toString());
  }

  private static Row refused(String name, Scripted answer, Reason reason) {
    return new Row(name, answer, Kind.REFUSED, reason);
  }

  private static Row retry(String name, Scripted answer, Reason reason) {
    return new Row(name, answer, Kind.RETRY, reason);
  }

  private static Scripted wrapped(int status, String typeKey, String message) {
    return json(
        status,
        "{\"$id\":\"1\",\"innerException\":null,\"message\":\""
            + message
            + " "
            + BODY_CANARY
            + "\",\"typeName\":\"N, A\",\"typeKey\":\""
            + typeKey
            + "\",\"errorCode\":0,\"eventId\":3000}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
