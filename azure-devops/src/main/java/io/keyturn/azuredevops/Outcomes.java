package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Turns what came back from Azure DevOps into an {@link Attempt}: the one place that knows what
 * status codes mean there. Decides on status, type key and TF/VS codes; the sentences say what
 * happened, to which thing and what to do next, and never repeat the answer, the query or the
 * credential.
 */
final class Outcomes {

  // Whatever the status says, these say "not you".
  private static final Set<String> FORBIDDEN_TYPES =
      Set.of("AccessCheckException", "InvalidAccessException", "UnauthorizedAccessException");

  private final Clock clock;

  Outcomes(Clock clock) {
    this.clock = clock;
  }

  Attempt<Reply> of(Call call, SignIn signIn, Answer answer) {
    int status = answer.status();
    if (status == 203 || (status >= 300 && status < 400)) {
      return signInPage(call, answer);
    }
    if (status >= 200 && status < 300) {
      return success(call, answer);
    }
    ErrorBody error = ErrorBody.of(answer);
    if (error.has("TF24668")) {
      return refused(
          answer,
          Reason.ORGANIZATION_DEACTIVATED,
          "Azure DevOps refuses " + call.request() + ", because the organization is deactivated",
          "An owner reactivates it by signing in to it");
    }
    if (status == 429 || error.has("TF400733")) {
      return later(
          answer,
          Reason.THROTTLED,
          "Azure DevOps is throttling this identity and turned away " + call.request(),
          "The limit lifts by itself");
    }
    if (error.isA("DuplicateServiceConnectionException")) {
      return refused(
          answer,
          Reason.REQUEST_REJECTED,
          "Another service connection has the same name as "
              + call.subject().named()
              + ", perhaps one that this identity cannot see",
          "Rename one of them");
    }
    return switch (status) {
      case 400 -> badRequest(call, answer, error);
      case 401 -> unauthorized(call, signIn, answer);
      case 403 -> forbidden(call, answer);
      case 404 -> notFound(call, answer);
      case 408 ->
          later(
              answer,
              Reason.TIMED_OUT,
              "Azure DevOps gave up waiting for " + call.request() + " to arrive",
              "If it stays so, look for a proxy that holds requests back");
      case 500 -> serverError(call, answer, error);
      default -> status >= 500 ? unavailable(call, answer, error) : rejected(call, answer, error);
    };
  }

  private Attempt<Reply> success(Call call, Answer answer) {
    if (!answer.isJson()) {
      return signInPage(call, answer);
    }
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(answer.body());
    } catch (JacksonException broken) {
      return unexpected(call, answer);
    }
    if (json.isMissingNode()) {
      return unexpected(call, answer);
    }
    // The literal null is how an unknown id is answered (vsts-rest-api-specs#285).
    return json.isNull() ? notFound(call, answer) : Attempt.succeeded(new Reply(json, answer));
  }

  private Attempt<Reply> unexpected(Call call, Answer answer) {
    return later(
        answer,
        Reason.UNEXPECTED_ANSWER,
        "The answer to " + call.request() + " is not the JSON that it claims to be",
        "If it stays so, look for a proxy that changes answers");
  }

  private Attempt<Reply> signInPage(Call call, Answer answer) {
    return refused(
        answer,
        Reason.TOKEN_INVALID_OR_EXPIRED,
        "Azure DevOps answered "
            + call.request()
            + " with its sign-in page, so the token is invalid, expired or revoked",
        "Check it or replace it, and look for copied white space");
  }

  private Attempt<Reply> unauthorized(Call call, SignIn signIn, Answer answer) {
    if (signIn instanceof SignIn.Principal principal) {
      String home = answer.header("X-VSS-ResourceTenant").orElse(principal.tenantId());
      if (!home.equalsIgnoreCase(principal.tenantId()) && Tenants.isGuid(principal.tenantId())) {
        return Tenants.wrong(call.subject(), home, principal.tenantId());
      }
      return refused(
          answer,
          Reason.TOKEN_INVALID_OR_EXPIRED,
          "Azure DevOps does not accept service principal "
              + principal.clientId()
              + " for "
              + call.request(),
          "A Project Collection Administrator adds it under Organization settings, Users; a role on"
              + " an Azure subscription does not let it in");
    }
    return refused(
        answer,
        Reason.TOKEN_INVALID_OR_EXPIRED,
        "The token is invalid, expired or revoked, or lacks the scope for " + call.request(),
        "Check it or replace it; it needs the scopes " + Scopes.needed());
  }

  private Attempt<Reply> forbidden(Call call, Answer answer) {
    if (call.writes()) {
      return refused(
          answer,
          Reason.CONNECTION_ADMINISTRATION_DENIED,
          "The identity may not update " + call.subject().named(),
          "Give it the organization-level Administrator role on this service connection, and a"
              + " token of it the scope "
              + Scopes.MANAGE);
    }
    return refused(
        answer,
        Reason.ACCESS_FORBIDDEN,
        "The identity may not " + call.task(),
        "Add it to the organization and the project (a role on an Azure subscription does not help),"
            + " and give a token of it the scopes "
            + Scopes.needed());
  }

  private Attempt<Reply> notFound(Call call, Answer answer) {
    return refused(
        answer,
        call.subject().notFound(),
        call.subject().wasNotFound(),
        call.subject().whereToLook());
  }

  private Attempt<Reply> badRequest(Call call, Answer answer, ErrorBody error) {
    if (error.has("VS800075")) {
      return refused(
          answer,
          Reason.PROJECT_NOT_FOUND,
          "Azure DevOps finds no project for "
              + call.request()
              + ", or does not show it to this identity",
          Subject.PROJECT_ACCESS);
    }
    return deniesAdministration(call, error)
        ? forbidden(call, answer)
        : rejected(call, answer, error);
  }

  private Attempt<Reply> serverError(Call call, Answer answer, ErrorBody error) {
    if (deniesAdministration(call, error)) {
      return forbidden(call, answer);
    }
    if (call.writes() && error.has("TF400898")) {
      // Seen for edits that will never be accepted (terraform-provider-azuredevops#427, #1455).
      return later(
          answer,
          Reason.SERVER_ERROR_ON_EDIT,
          "Azure DevOps failed to "
              + call.task()
              + " (TF400898), which often means that it refuses the change",
          "If it happens again, save the connection once in the portal and see what it says");
    }
    return unavailable(call, answer, error);
  }

  /**
   * No source has the exact answer to a PUT without the role; what is known is that it names the
   * role, and the status may be 400 or 500 (FACTS 6).
   */
  private static boolean deniesAdministration(Call call, ErrorBody error) {
    return FORBIDDEN_TYPES.stream().anyMatch(error::isA)
        || (call.writes() && error.namesAdministratorRole());
  }

  private Attempt<Reply> rejected(Call call, Answer answer, ErrorBody error) {
    return refused(
        answer,
        Reason.REQUEST_REJECTED,
        "Azure DevOps rejected "
            + call.request()
            + " with status "
            + answer.status()
            + error.stableParts(),
        "Report it to whoever runs Keyturn, with this status and what stands behind it");
  }

  private Attempt<Reply> unavailable(Call call, Answer answer, ErrorBody error) {
    return later(
        answer,
        Reason.SERVER_ERROR,
        "Azure DevOps has a problem with "
            + call.request()
            + ", status "
            + answer.status()
            + error.stableParts(),
        "If it stays so, look at status.dev.azure.com");
  }

  private Attempt<Reply> later(Answer answer, Reason reason, String what, String nextStep) {
    Duration after = Pause.askedBy(answer, clock);
    return new Attempt.RetryLater<>(reason, sentence(answer, what, nextStep), after);
  }

  private static Attempt<Reply> refused(
      Answer answer, Reason reason, String what, String nextStep) {
    return Attempt.refused(reason, sentence(answer, what, nextStep));
  }

  private static String sentence(Answer answer, String what, String nextStep) {
    String activity = answer.activityId().map(id -> " (activity id " + id + ")").orElse("");
    return what + ". " + nextStep + activity + ".";
  }
}
