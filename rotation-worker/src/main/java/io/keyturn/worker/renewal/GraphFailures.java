package io.keyturn.worker.renewal;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.renewal.GraphCalls.Answered;
import org.jspecify.annotations.Nullable;

/** Turns what Microsoft Graph says instead of doing it into an outcome: once, here. */
final class GraphFailures {

  private GraphFailures() {}

  static <T extends @Nullable Object> Attempt<T> attempt(Answered answer) {
    int status = answer.status();
    if (status == 400) {
      return badRequest(answer);
    }
    if (status == 409 || status == 412) {
      return conflict(answer);
    }
    if (status == 401) {
      return Attempt.retryLater(
          Reason.SIGN_IN_REFUSED,
          "Microsoft Graph does not accept the worker's token" + answer.trace() + ".");
    }
    if (status == 403) {
      return Attempt.refused(
          Reason.RENEWAL_FORBIDDEN,
          "The worker's identity may not change the application's client secrets. Make it an owner"
              + " of the application and grant it Application.ReadWrite.OwnedBy in Microsoft Graph"
              + answer.trace()
              + ".");
    }
    if (status == 404) {
      return Attempt.refused(
          Reason.APPLICATION_NOT_FOUND,
          "Entra has no application with that client id in this tenant"
              + answer.trace()
              + ". Check the client id; an application of another tenant is renewed there.");
    }
    if (status == 429 || status >= 500) {
      return new RetryLater<>(
          status == 429 ? Reason.THROTTLED : Reason.SERVER_ERROR,
          "Microsoft Graph answered with status " + status + answer.trace() + ".",
          answer.pause());
    }
    if (status >= 300 && status < 400) {
      return Attempt.retryLater(
          Reason.UNEXPECTED_ANSWER,
          "Something between the worker and Microsoft Graph redirects its calls. Check"
              + " azure.graph-url and proxies.");
    }
    return Attempt.refused(
        Reason.REQUEST_REJECTED,
        "Microsoft Graph refused the request with status " + status + answer.trace() + ".");
  }

  /** By code, never by wording. A 400 may also be two changes at the same moment (FAULT-16). */
  private static <T extends @Nullable Object> Attempt<T> badRequest(Answered answer) {
    String code = answer.body().path("error").path("code").asString("");
    // Source: microsoft-graph-docs, tenantappmanagementpolicy; the codes as Microsoft's Teams
    // Toolkit tells them apart.
    return switch (code) {
      case "CredentialTypeNotAllowedAsPerAppPolicy" ->
          Attempt.refused(
              Reason.SECRETS_FORBIDDEN_BY_POLICY,
              "The tenant's app management policy forbids new client secrets for this application."
                  + " Exempt it from passwordAddition, or convert its service connections to workload"
                  + " identity federation.");
      case "CredentialInvalidLifetimeAsPerAppPolicy" ->
          Attempt.refused(
              Reason.SECRET_LIFETIME_LIMITED_BY_POLICY,
              "The tenant's app management policy allows client secrets for a shorter time than"
                  + " Keyturn asked for. Set a shorter validity in the application's settings.");
      default -> conflict(answer);
    };
  }

  private static <T extends @Nullable Object> Attempt<T> conflict(Answered answer) {
    return new RetryLater<>(
        Reason.RENEWAL_CONFLICT,
        "Microsoft Graph answered with status "
            + answer.status()
            + ": most often somebody changed the application at the same moment"
            + answer.trace()
            + ".",
        answer.pause());
  }
}
