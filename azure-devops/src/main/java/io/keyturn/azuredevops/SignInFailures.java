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

  SignInFailures(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param last what Entra answered last, if it did; MSAL's exceptions leave out the status of
   *     answers that it cannot parse
   */
  Attempt<ClientSecret> of(
      SignIn.ServicePrincipal who, Throwable failure, @Nullable HttpResponse last) {
    List<Throwable> chain = chain(failure);
    Optional<String> code =
        chain.stream().flatMap(e -> EntraCodes.in(e.getMessage()).stream()).findFirst();
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
          subject(who)
              + "Entra cannot be reached; check azure.authority-host, name resolution, proxy,"
              + " firewall and azure.ca-certificate");
    }
    return Attempt.retryLater(
        Reason.SERVER_ERROR, subject(who) + "Entra answered something that is no token");
  }

  Attempt<ClientSecret> timedOut(SignIn.ServicePrincipal who) {
    return Attempt.retryLater(Reason.TIMED_OUT, subject(who) + "Entra did not answer in time");
  }

  private static Attempt<ClientSecret> ofCode(SignIn.ServicePrincipal who, String code) {
    String which = " (AADSTS" + code + ")";
    return switch (code) {
      case EntraCodes.WRONG_OR_NOT_YET_VALID_SECRET ->
          Attempt.retryLater(
              Reason.SIGN_IN_REFUSED,
              subject(who)
                  + "Entra does not accept its client secret"
                  + which
                  + "; a new one can take minutes to become valid, a wrong one has to be replaced");
      case EntraCodes.EXPIRED_SECRET ->
          Attempt.refused(
              Reason.CLIENT_SECRET_EXPIRED,
              subject(who) + "its own client secret has expired" + which + "; renew it");
      // The last three say which of issuer, subject and audience did not match.
      case EntraCodes.FEDERATION_MISMATCH, "700211", "700212", "700213" ->
          Attempt.retryLater(
              Reason.FEDERATION_MISMATCH,
              subject(who)
                  + "no federated credential matches"
                  + which
                  + "; compare issuer, subject and audience exactly; a new one takes minutes");
      case EntraCodes.NO_CONSENT ->
          Attempt.refused(
              Reason.CONSENT_REQUIRED,
              subject(who)
                  + "consent is missing"
                  + which
                  + "; an administrator of that tenant grants it");
      case EntraCodes.APPLICATION_NOT_FOUND, EntraCodes.NO_SERVICE_PRINCIPAL ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              subject(who)
                  + "the tenant does not know this client id"
                  + which
                  + "; check the client id and the tenant id");
      case EntraCodes.TENANT_NOT_FOUND ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              subject(who) + "there is no such tenant" + which + "; check the tenant id");
      case EntraCodes.APPLICATION_DISABLED ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              subject(who) + "the application is disabled" + which + "; enable it in Entra");
      case EntraCodes.BLOCKED_BY_CONDITIONAL_ACCESS ->
          Attempt.refused(
              Reason.SIGN_IN_REFUSED,
              subject(who)
                  + "a Conditional Access policy blocks it"
                  + which
                  + "; allow this installation's network in that policy");
      default ->
          EntraCodes.isTransient(code)
              ? Attempt.retryLater(
                  Reason.SERVER_ERROR, subject(who) + "Entra has a passing problem" + which)
              : Attempt.refused(
                  Reason.SIGN_IN_REFUSED,
                  subject(who) + "Entra refuses the sign-in" + which + "; look the code up");
    };
  }

  private Attempt<ClientSecret> ofStatus(SignIn.ServicePrincipal who, HttpResponse last) {
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
          Reason.SERVER_ERROR, subject(who) + "Entra has a problem, status " + status);
    }
    return Attempt.refused(
        Reason.SIGN_IN_REFUSED,
        subject(who) + "Entra refuses the sign-in with status " + status + " and without a code");
  }

  private static Attempt<ClientSecret> throttled(SignIn.ServicePrincipal who, Duration after) {
    return new Attempt.RetryLater<>(
        Reason.THROTTLED, subject(who) + "Entra is throttling this client", after);
  }

  private static String subject(SignIn.ServicePrincipal who) {
    return "service principal " + who.clientId() + " of tenant " + who.tenantId() + ": ";
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
