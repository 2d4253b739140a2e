package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The right that an update really needs: Administrator of the connection on the level of the
 * organization. Being in the right group is not enough for it (FACTS 2.6).
 */
public final class ConnectionPermissions {

  private static final String SERVICE_ENDPOINTS = "49b48001-ca20-4adc-8111-5b60c903a50c";
  private static final int ADMINISTER = 2;

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;

  ConnectionPermissions(AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
  }

  /**
   * Whether the caller may administer that connection; Azure DevOps answers this for the caller
   * only.
   */
  public Attempt<Boolean> mayAdminister(Actor actor, ConnectionAddress address) {
    Subject subject = Subject.connection(actor.organization(), address);
    // An organization without this API answers 404, and that must not read "no such connection".
    Subject asked = Subject.organization(actor.organization());
    String token = "endpoints/Collection/" + address.connectionId();
    Call batch =
        Call.ask(
            endpoints.permissionEvaluation(actor.organization()),
            () -> Json.MAPPER.writeValueAsBytes(question(token)),
            asked,
            timeouts.call());
    Attempt<Reply> answer = calls.make(batch, actor.signIn());
    if (answer instanceof Attempt.Refused<Reply>(Reason reason, String _)
        && (reason == Reason.ORGANIZATION_NOT_FOUND || reason == Reason.REQUEST_REJECTED)) {
      answer =
          calls.make(
              Call.get(
                  endpoints.permissions(actor.organization(), SERVICE_ENDPOINTS, ADMINISTER, token),
                  asked,
                  timeouts.call()),
              actor.signIn());
    }
    return answer.then(reply ->
        value(reply.json())
            .map(Attempt::succeeded)
            .orElseGet(() ->
                Attempt.retryLater(
                    Reason.UNEXPECTED_ANSWER,
                    "Azure DevOps did not say whether the identity may administer "
                        + subject.named()
                        + ".")));
  }

  /** As {@link #mayAdminister}, with a "no" as a refusal that carries the remedy. */
  public Attempt<Boolean> requireAdministration(Actor actor, ConnectionAddress address) {
    return mayAdminister(actor, address)
        .then(may ->
            may
                ? Attempt.succeeded(true)
                : Attempt.refused(
                    Reason.CONNECTION_ADMINISTRATION_DENIED,
                    "The identity lacks the organization-level Administrator role on "
                        + Subject.connection(actor.organization(), address).named()
                        + ". Open the connection, Security, and add the identity as Administrator"
                        + " under the organization's permissions."));
  }

  private static ObjectNode question(String token) {
    ObjectNode question = Json.MAPPER.createObjectNode();
    question.put("alwaysAllowAdministrators", false);
    question
        .putArray("evaluations")
        .addObject()
        .put("securityNamespaceId", SERVICE_ENDPOINTS)
        .put("token", token)
        .put("permissions", ADMINISTER);
    return question;
  }

  /** {@code {evaluations:[{value}]}}, {@code {count,value:[true]}} or {@code [true]}. */
  private static Optional<Boolean> value(JsonNode answer) {
    JsonNode list =
        answer.path("evaluations").isArray() ? answer.path("evaluations") : listOf(answer);
    JsonNode first = list.path(0);
    JsonNode value = first.isObject() ? first.path("value") : first;
    return value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
  }

  private static JsonNode listOf(JsonNode answer) {
    return answer.isArray() ? answer : answer.path("value");
  }
}
