package io.keyturn.azuredevops;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.microsoft.aad.msal4j.MsalThrottlingException;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failed sign-in at Entra means. Decides on AADSTS codes and status, never on wording. */
final class SignInFailures {

  private final Clock clock;
  private final Authority entra;

  SignInFailures(Clock clock, Authority entra) {
    this.clock = clock;
    this.entra = entra;
  }

  /** A certificate outside of its time is not worth a sign-in. */
  Attempt<ClientCertificate> usable(SignIn.Principal who, Attempt<ClientCertificate> read) {
    return read.then(certificate ->
        clock.instant().isBefore(certificate.expiresOn())
            ? Attempt.succeeded(certificate)
            : Attempt.refused(
                Reason.CLIENT_CERTIFICATE_EXPIRED,
                "The certificate of "
                    + who.named()
                    + " with thumbprint "
                    + certificate.thumbprint()
                    + " expired on "
                    + certificate.expiresOn()
                    + ". Renew it in Key Vault, and upload the new one to the application in"
                    + " Entra."));
  }

  /** The machine belongs to one tenant, and acts for that one only. */
  Attempt<MachineTokens.MachineToken> ofTenant(
      SignIn.ManagedIdentity who, MachineTokens.MachineToken token, String tenantId) {
    return token.tenantId().equalsIgnoreCase(tenantId)
        ? Attempt.succeeded(token)
        : Attempt.refused(
            Reason.WRONG_TENANT,
            capitalized(who.named())
                + " belongs to Entra tenant "
                + token.tenantId()
                + ", and these settings are those of tenant "
                + tenantId
                + ". Have an app registration of that tenant trust it, and name it as the"
                + " application; or choose another sign-in.");
  }

  /** Whoever has to compare the three values in Entra finds them in the message (D-13). */
  Attempt<ClientSecret> presented(
      MachineTokens.MachineToken statement, String audience, Attempt<ClientSecret> answer) {
    return answer instanceof Attempt.RetryLater<ClientSecret>(Reason reason, String why, var after)
            && reason == Reason.FEDERATION_MISMATCH
        ? new Attempt.RetryLater<>(
            reason,
            why
                + " The managed identity presents issuer "
                + statement.issuer()
                + ", subject "
                + statement.subject()
                + " and audience "
                + audience
                + ".",
            after)
        : answer;
  }

  /**
   * @param last what Entra answered last, if it did; MSAL's exceptions leave out the status of
   *     answers that it cannot parse
   */
  Attempt<ClientSecret> of(SignIn.Principal who, Throwable failure, @Nullable HttpResponse last) {
    List<Throwable> chain = chain(failure);
    Optional<String> code = code(failure);
    boolean entraIsUnwell =
        last != null && (last.getStatusCode() == 429 || last.getStatusCode() >= 500);
    if (code.isPresent() && !entraIsUnwell) {
      return ofCode(who, code.get());
    }
    if (last != null && last.getStatusCode() >= 400) {
      return ofStatus(who, last);
    }
    for (Throwable e : chain) {
      if (e instanceof MsalThrottlingException tooSoon) {
        return throttled(who, Duration.ofMillis(tooSoon.retryInMs()));
      }
      if (e instanceof TimeoutException) {
        return timedOut(who);
      }
    }
    if (chain.stream().anyMatch(IOException.class::isInstance)) {
      return Attempt.retryLater(
          Reason.UNREACHABLE,
          "Entra cannot be reached at "
              + entra.named()
              + " for the sign-in of "
              + named(who)
              + ". Check azure.authority-host, name resolution, proxy, firewall and"
              + " azure.ca-certificate.");
    }
    return Attempt.retryLater(
        Reason.SERVER_ERROR,
        "Entra answered the sign-in of "
            + named(who)
            + " with something that is no token. If it stays so, check azure.authority-host and look"
            + " for a proxy that changes answers.");
  }

  /** The AADSTS code that the failure names, digits only. */
  static Optional<String> code(Throwable failure) {
    return chain(failure).stream().flatMap(e -> EntraCodes.in(e.getMessage()).stream()).findFirst();
  }

  Attempt<ClientSecret> timedOut(SignIn.Principal who) {
    return Attempt.retryLater(
        Reason.TIMED_OUT,
        "Entra did not answer the sign-in of "
            + named(who)
            + " in time. Check that this installation reaches "
            + entra.named()
            + ".");
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static Attempt<ClientSecret> ofCode(SignIn.Principal who, String code) {
    String which = " (AADSTS" + code + ")";
    return switch (code) {
      case EntraCodes.WRONG_OR_NOT_YET_VALID_SECRET ->
          Attempt.retryLater(
              Reason.SIGN_IN_REFUSED,
              "Entra does not accept the client secret of "
                  + named(who)
                  + which
                  + ". A new one can take minutes to become valid, a wrong one has to be replaced.");
      case EntraCodes.EXPIRED_SECRET ->
          Attempt.refused(
              Reason.CLIENT_SECRET_EXPIRED,
              "The client secret of " + named(who) + " has expired" + which + ". Renew it.");
      case EntraCodes.UNKNOWN_CERTIFICATE ->
          Attempt.retryLater(
              Reason.SIGN_IN_REFUSED,
              "Entra does not accept the certificate of "
                  + named(who)
                  + which
                  + ". Upload it to the application in Entra, Certificates & secrets; a new one can"
                  + " take minutes to become valid.");
      // The last three say which of issuer, subject and audience did not match.
      case EntraCodes.FEDERATION_MISMATCH, "700211", "700212", "700213" ->
          Attempt.retryLater(
              Reason.FEDERATION_MISMATCH,
              "No federated credential of "
                  + named(who)
                  + " matches"
                  + which
                  + ". Compare issuer, subject and audience exactly; a new one takes minutes.");
      case EntraCodes.NO_CONSENT ->
          Attempt.refused(
              Reason.CONSENT_REQUIRED,
              "Consent is missing for "
                  + named(who)
                  + which
                  + ". An administrator of that tenant grants it.");
      case EntraCodes.APPLICATION_NOT_FOUND, EntraCodes.NO_SERVICE_PRINCIPAL ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              "Entra does not know "
                  + named(who)
                  + which
                  + ". Check the client id and the tenant id.");
      case EntraCodes.TENANT_NOT_FOUND ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              "Entra does not know the tenant of " + named(who) + which + ". Check the tenant id.");
      case EntraCodes.APPLICATION_DISABLED ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              "The application of "
                  + named(who)
                  + " is disabled"
                  + which
                  + ". Enable it in Entra.");
      case EntraCodes.BLOCKED_BY_CONDITIONAL_ACCESS ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              "A Conditional Access policy blocks the sign-in of "
                  + named(who)
                  + which
                  + ". Allow this installation's network in that policy.");
      default ->
          EntraCodes.isTransient(code)
              ? Attempt.retryLater(
                  Reason.SERVER_ERROR,
                  "Entra has a passing problem with the sign-in of " + named(who) + which + ".")
              : Attempt.refused(
                  Reason.SIGN_IN_REFUSED,
                  "Entra refuses the sign-in of "
                      + named(who)
                      + which
                      + ". Look the code up in Microsoft's list of AADSTS error codes.");
    };
  }

  private Attempt<ClientSecret> ofStatus(SignIn.Principal who, HttpResponse last) {
    int status = last.getStatusCode();
    if (status == 429) {
      String retryAfter = last.getHeaderValue(HttpHeaderName.RETRY_AFTER);
      return throttled(
          who,
          retryAfter == null
              ? Duration.ZERO
              : Pause.retryAfter(retryAfter, clock)
                  .filter(Duration::isPositive)
                  .orElse(Duration.ZERO));
    }
    if (status >= 500) {
      return Attempt.retryLater(
          Reason.SERVER_ERROR,
          "Entra has a problem with the sign-in of " + named(who) + " (status " + status + ").");
    }
    return Attempt.refused(
        Reason.SIGN_IN_REFUSED,
        "Entra refuses the sign-in of "
            + named(who)
            + " with status "
            + status
            + " and without a code. Check azure.authority-host and look for a proxy in between.");
  }

  private static Attempt<ClientSecret> throttled(SignIn.Principal who, Duration after) {
    return new Attempt.RetryLater<>(
        Reason.THROTTLED,
        "Entra is throttling the sign-ins of " + named(who) + ". The limit lifts by itself.",
        after);
  }

  private static String named(SignIn.Principal who) {
    return who.named();
  }

  /** Causes and what was suppressed along the way, each once, nearest first. */
  private static List<Throwable> chain(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
    List<Throwable> found = new ArrayList<>();
    while (!open.isEmpty()) {
      Throwable next = open.removeFirst();
      if (seen.add(next)) {
        found.add(next);
        if (next.getCause() != null) {
          open.addLast(next.getCause());
        }
        open.addAll(List.of(next.getSuppressed()));
      }
    }
    return found;
  }
}
