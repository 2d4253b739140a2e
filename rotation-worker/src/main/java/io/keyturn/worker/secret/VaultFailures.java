package io.keyturn.worker.secret;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.identity.CredentialUnavailableException;
import io.keyturn.azuredevops.OneTenant;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what the Key Vault client throws into an outcome: once, here. */
final class VaultFailures {

  private static final Pattern DISABLED =
      Pattern.compile("\\bcode\"?\\s*[=:]\\s*\"?SecretDisabled\\b");

  /** A version without what every version has. */
  static final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static <T> T unless(@Nullable T there) {
      if (there == null) {
        throw new Incomplete();
      }
      return there;
    }
  }

  private VaultFailures() {}

  /**
   * @param worker the object id of the worker's identity, where it is known
   * @throws RuntimeException the given one, when it is a bug and not an answer
   */
  static <T> Attempt<T> attempt(
      RuntimeException thrown, SecretLocation location, Supplier<Optional<String>> worker) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Incomplete) {
        return unreadable(location);
      }
      if (cause instanceof OneTenant.OtherTenant) {
        return Attempt.refused(
            Reason.WRONG_TENANT,
            "The vault "
                + location.vaultUrl()
                + " belongs to another Entra tenant than the application; nothing was read. Name a"
                + " vault of the application's own tenant in its secret settings.");
      }
      if (cause instanceof ClientAuthenticationException
          || cause instanceof CredentialUnavailableException
          || cause.getClass().getName().startsWith("com.microsoft.aad.msal4j.")) {
        return Attempt.retryLater(
            Reason.SIGN_IN_REFUSED,
            "The worker cannot sign in to read "
                + location.name()
                + ". Check keyturn.identity.* and the identity in Entra.");
      }
      if (cause instanceof HttpResponseException answer && answer.getResponse() != null) {
        return fromStatus(answer, location, worker);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return Attempt.retryLater(
            Reason.VAULT_UNREACHABLE,
            "The vault "
                + location.vaultUrl()
                + " cannot be reached. Check that the worker may connect to it.");
      }
    }
    if (isOfTheClient(thrown)) {
      return unreadable(location);
    }
    throw thrown;
  }

  /** Microsoft's client stumbled over the answer, and not our own code over something else. */
  private static boolean isOfTheClient(RuntimeException thrown) {
    return Stream.of(thrown.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("com.azure.") || name.startsWith("io.keyturn."))
        .findFirst()
        .filter(name -> name.startsWith("com.azure."))
        .isPresent();
  }

  /** It says nothing of the answer, which may hold the secret. */
  static <T> Attempt<T> unreadable(SecretLocation location) {
    return Attempt.retryLater(
        Reason.UNEXPECTED_ANSWER,
        "The vault "
            + location.vaultUrl()
            + " answered for "
            + location.name()
            + " with something that cannot be read. If it stays so, look for a proxy that changes"
            + " answers.");
  }

  private static <T> Attempt<T> fromStatus(
      HttpResponseException answer, SecretLocation location, Supplier<Optional<String>> worker) {
    HttpResponse response = answer.getResponse();
    int status = response.getStatusCode();
    if (status < 300) {
      return unreadable(location);
    }
    if (status == 404) {
      return Attempt.refused(
          Reason.SECRET_NOT_FOUND,
          "Key Vault has no such version of the secret "
              + location.name()
              + ". Check the announced version.");
    }
    if (status == 403) {
      return isDisabled(answer)
          ? Attempt.refused(
              Reason.SECRET_DISABLED,
              "That version of the secret " + location.name() + " is disabled in Key Vault.")
          : Attempt.refused(
              Reason.SECRET_FORBIDDEN,
              mayNot("read", location, worker.get())
                  + lacking("Key Vault Secrets User", location)
                  + " A role on the subscription is not enough.");
    }
    if (status == 401) {
      return Attempt.retryLater(
          Reason.SIGN_IN_REFUSED, "Key Vault does not accept the worker's token.");
    }
    if (status == 429 || status >= 500) {
      return new RetryLater<>(
          status == 429 ? Reason.THROTTLED : Reason.SERVER_ERROR,
          "Key Vault answered with status " + status + ".",
          retryAfter(response));
    }
    return Attempt.refused(
        Reason.REQUEST_REJECTED,
        "Key Vault refused to read " + location.name() + " with status " + status + ".");
  }

  static String mayNot(String what, SecretLocation location, Optional<String> worker) {
    return "The worker's identity"
        + worker.map(objectId -> " (object id " + objectId + ")").orElse("")
        + " may not "
        + what
        + " "
        + location.name()
        + ".";
  }

  /** The scope is the vault, wherever it is; who gets the role is told by its object id (Z-06). */
  static String lacking(String role, SecretLocation location) {
    return " Assign the data-plane role "
        + role
        + " on "
        + location.vaultUrl()
        + " to its object id; it takes about a minute, then request the rotation again.";
  }

  // {"error":{"code":"Forbidden","innererror":{"code":"SecretDisabled"}}}; the SDK keeps the body
  // as text only, so the code is looked for there. Not the sentence: that of a firewall says
  // "Public network access is disabled".
  private static boolean isDisabled(HttpResponseException answer) {
    return DISABLED.matcher(answer.getValue() + " " + answer.getMessage()).find();
  }

  private static Duration retryAfter(HttpResponse response) {
    @Nullable String header = response.getHeaders().getValue(HttpHeaderName.RETRY_AFTER);
    if (header == null || !header.matches("[0-9]{1,6}")) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(Long.parseLong(header));
  }
}
