package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.trace.Correlation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a call as somebody: signs in, sends, and says what came of it. */
final class AuthorizedCalls {

  // A header value with anything else would be refused with an exception that quotes it.
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  private final Transport transport;
  private final AccessTokens tokens;
  private final Outcomes outcomes;
  private final CallGate gate;
  private final Clock clock;
  private final String session = UUID.randomUUID().toString();

  AuthorizedCalls(Transport transport, AccessTokens tokens, CallGate gate, Clock clock) {
    this.transport = transport;
    this.tokens = tokens;
    this.outcomes = new Outcomes(clock);
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * A principal's token that is answered with 401 or the sign-in page (203) is dropped and the call
   * made once more with a new one: tokens are revoked before they expire when an identity changes.
   * Neither was carried out, so this is safe for a PUT as well.
   */
  Attempt<Reply> make(Call call, SignIn signIn) {
    try {
      return switch (signIn) {
        case SignIn.Principal principal -> asPrincipal(call, principal);
        case SignIn.PersonalAccessToken(ClientSecret token) ->
            send(call, signIn, basic(token)).outcome();
        case SignIn.DelegatedUser(ClientSecret token) -> {
          String value = token.reveal().strip();
          yield BEARER.matcher(value).matches()
              ? send(call, signIn, "Bearer " + value).outcome()
              : Attempt.refused(
                  Reason.TOKEN_INVALID_OR_EXPIRED,
                  "The token of the signed-in user is no access token and was not sent with "
                      + call.request()
                      + ". Sign in again.");
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Attempt.retryLater(
          Reason.TIMED_OUT, "Keyturn was stopped while " + call.request() + " was under way.");
    }
  }

  private Attempt<Reply> asPrincipal(Call call, SignIn.Principal principal)
      throws InterruptedException {
    Sent first = sendAs(call, principal);
    return first.status() == 401 || refusesToken(first.outcome())
        ? sendAs(call, principal).outcome()
        : first.outcome();
  }

  private Sent sendAs(Call call, SignIn.Principal principal) throws InterruptedException {
    String organization = organizationOf(call);
    return switch (tokens.token(organization, principal)) {
      case Attempt.Succeeded<ClientSecret>(ClientSecret token) -> {
        Sent sent = send(call, principal, "Bearer " + token.reveal());
        if (sent.status() == 401 || refusesToken(sent.outcome())) {
          tokens.drop(organization, principal, token);
        }
        yield sent;
      }
      case Attempt.RetryLater<ClientSecret>(Reason reason, String why, Duration after) ->
          new Sent(0, new Attempt.RetryLater<>(reason, why, after));
      case Attempt.Refused<ClientSecret>(Reason reason, String why) ->
          new Sent(0, new Attempt.Refused<>(reason, why));
    };
  }

  /**
   * @param status 0 when there was no answer
   */
  private record Sent(int status, Attempt<Reply> outcome) {}

  private Sent send(Call call, SignIn signIn, String authorization) throws InterruptedException {
    return switch (gate.enter(organizationOf(call), signIn.identity())) {
      case Attempt.Succeeded<CallGate.Pass>(CallGate.Pass pass) ->
          send(call, signIn, authorization, pass);
      case Attempt.RetryLater<CallGate.Pass>(Reason reason, String why, Duration after) ->
          new Sent(0, new Attempt.RetryLater<>(reason, why, after));
      case Attempt.Refused<CallGate.Pass>(Reason reason, String why) ->
          new Sent(0, new Attempt.Refused<>(reason, why));
    };
  }

  private Sent send(Call call, SignIn signIn, String authorization, CallGate.Pass pass)
      throws InterruptedException {
    @Nullable Answer answer = null;
    try {
      answer = transport.send(request(call, authorization), call.deadline());
      return new Sent(answer.status(), outcomes.of(call, signIn, answer));
    } catch (TimeoutException e) {
      return new Sent(0, NoAnswer.timedOut(call));
    } catch (IOException e) {
      return new Sent(0, NoAnswer.broken(call, e));
    } finally {
      if (answer == null) {
        pass.unanswered();
      } else {
        pass.answered(answer.status(), Pause.askedBy(answer, clock));
      }
    }
  }

  private Transport.Outgoing request(Call call, String authorization) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", authorization);
    headers.put("Accept", "application/json");
    // Sign-in redirects become 401 (all of Microsoft's own clients send it).
    headers.put("X-TFS-FedAuthRedirect", "Suppress");
    // Azure DevOps keeps it with what it did: by it the organization's administrators find ours.
    @Nullable UUID work = Correlation.current();
    headers.put("X-TFS-Session", work == null ? session : work.toString());
    if (call.body() != null) {
      headers.put("Content-Type", "application/json; charset=utf-8");
    }
    return new Transport.Outgoing(
        call.method(), call.uri(), headers, call.body() == null ? null : call.body().get());
  }

  /** The user name is ignored; the colon before the token is not optional. */
  private static String basic(ClientSecret token) {
    byte[] pair = (":" + token.reveal().strip()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static boolean refusesToken(Attempt<Reply> outcome) {
    return outcome instanceof Attempt.Refused<Reply>(Reason reason, String _)
        && reason == Reason.TOKEN_INVALID_OR_EXPIRED;
  }

  private static String organizationOf(Call call) {
    String organization = call.subject().organization();
    return organization == null ? "" : organization;
  }
}
