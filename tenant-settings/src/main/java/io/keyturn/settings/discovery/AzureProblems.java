package io.keyturn.settings.discovery;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.settings.api.ProblemException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What Azure answered a user's question, as a problem of our API where it was no answer. */
final class AzureProblems {

  private record Known(HttpStatus status, String code, String remedy) {}

  /** What the user, or somebody for the user, can do something about (A-16, section 7). */
  private static final Map<Reason, Known> REFUSALS = new EnumMap<>(Reason.class);

  static {
    refusal(
        Reason.CONSENT_REQUIRED,
        HttpStatus.FORBIDDEN,
        "consent.required",
        "Ask an administrator of the tenant to consent to Keyturn.");
    refusal(
        Reason.TOKEN_INVALID_OR_EXPIRED,
        HttpStatus.FORBIDDEN,
        "sign-in.again",
        "Sign in again. If it stays, check that the organization is of the tenant you sign in to.");
    refusal(Reason.SIGN_IN_REFUSED, HttpStatus.FORBIDDEN, "sign-in.refused", "Ask your operator.");
    refusal(
        Reason.ACCESS_FORBIDDEN,
        HttpStatus.FORBIDDEN,
        "azure-devops.forbidden",
        "Ask to be added under Organization settings, Users, and to the project.");
    refusal(
        Reason.WRONG_TENANT,
        HttpStatus.FORBIDDEN,
        "organization.wrong-tenant",
        "Sign in to the organization's tenant, or correct the organization.");
    refusal(
        Reason.ORGANIZATION_NOT_FOUND,
        HttpStatus.NOT_FOUND,
        "organization.not-found",
        "Enter only the organization's name, the part after dev.azure.com/.");
    // Missing and invisible cannot be told apart (D-23).
    refusal(
        Reason.PROJECT_NOT_FOUND,
        HttpStatus.NOT_FOUND,
        "project.not-found",
        "Check that it exists; if it does, ask one of its administrators for access and try again.");
    refusal(
        Reason.CONNECTION_NOT_FOUND,
        HttpStatus.NOT_FOUND,
        "connection.not-found",
        "Check that it exists in this project and that you may see it.");
    refusal(
        Reason.CONNECTION_NOT_FULLY_VISIBLE,
        HttpStatus.FORBIDDEN,
        "connection.not-fully-visible",
        "Ask for the Administrator role on this service connection.");
    refusal(
        Reason.ORGANIZATION_DEACTIVATED,
        HttpStatus.CONFLICT,
        "organization.deactivated",
        "Open the organization in a browser to activate it again.");
  }

  private AzureProblems() {}

  private static void refusal(Reason reason, HttpStatus status, String code, String remedy) {
    REFUSALS.put(reason, new Known(status, code, remedy));
  }

  /**
   * @throws ProblemException for anything but a success
   */
  static <T> T orProblem(Attempt<T> attempt) {
    return orProblem(attempt, null);
  }

  /**
   * @param consentRemedy what to do where consent is missing
   * @throws ProblemException for anything but a success
   */
  static <T> T orProblem(Attempt<T> attempt, @Nullable String consentRemedy) {
    return switch (attempt) {
      case Attempt.Succeeded<T>(T value) -> value;
      case Attempt.RetryLater<T>(Reason reason, String why, Duration _) ->
          throw unavailable(reason, why);
      case Attempt.Refused<T>(Reason reason, String why) ->
          throw refused(reason, why, consentRemedy);
    };
  }

  private static ProblemException refused(
      Reason reason, String why, @Nullable String consentRemedy) {
    Known known = REFUSALS.get(reason);
    return known == null
        ? unavailable(reason, why)
        : ProblemException.of(
            known.status(),
            known.code(),
            why,
            reason == Reason.CONSENT_REQUIRED && consentRemedy != null
                ? consentRemedy
                : known.remedy());
  }

  private static ProblemException unavailable(Reason reason, String why) {
    return ProblemException.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        reason == Reason.THROTTLED ? "azure-devops.throttled" : "azure-devops.unavailable",
        why,
        "Try again in a minute; nothing was changed.");
  }
}
