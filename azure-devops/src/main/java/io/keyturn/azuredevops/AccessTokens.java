package io.keyturn.azuredevops;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of service principals for Azure DevOps, kept until shortly before they expire.
 *
 * <p>Kept per organization and per complete sign-in, the client secret or assertion included: a
 * token obtained with one secret or for one organization is never handed to another (D-18), and a
 * renewed secret is proven instead of riding on the old one's token.
 */
final class AccessTokens {

  /** Azure DevOps' application id; "use the application ID, not our resource URI". */
  private static final String SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default";

  private static final Duration RENEW_BEFORE_EXPIRY = Duration.ofMinutes(5);

  private final Authority authority;
  private final HttpClient http;
  private final Duration deadline;
  private final Clock clock;
  private final SignInFailures failures;
  private final ConcurrentMap<Actor, Kept> kept = new ConcurrentHashMap<>();
  private final ConcurrentMap<Actor, CompletableFuture<Attempt<ClientSecret>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param direct sends what goes to Entra; the authority's path is added here
   */
  AccessTokens(Authority authority, HttpClient direct, Duration deadline, Clock clock) {
    this.authority = authority;
    this.http = authority.reachedOver(direct);
    this.deadline = deadline;
    this.clock = clock;
    this.failures = new SignInFailures(clock);
  }

  private record Kept(ClientSecret token, Instant useUntil) {}

  /** However many callers need the same token, Entra is asked once, and all hear its answer. */
  Attempt<ClientSecret> token(String organization, SignIn.Principal principal)
      throws InterruptedException {
    Actor key = new Actor(organization, principal);
    Kept known = usable(key);
    if (known != null) {
      return Attempt.succeeded(known.token());
    }
    CompletableFuture<Attempt<ClientSecret>> mine = new CompletableFuture<>();
    CompletableFuture<Attempt<ClientSecret>> others = underWay.putIfAbsent(key, mine);
    if (others != null) {
      return await(others, principal);
    }
    try {
      Kept meanwhile = usable(key);
      Attempt<ClientSecret> answer =
          meanwhile != null ? Attempt.succeeded(meanwhile.token()) : acquire(key, principal);
      mine.complete(answer);
      return answer;
    } finally {
      underWay.remove(key, mine);
      mine.cancel(false); // only where something unforeseen was thrown above
    }
  }

  /** That token was not accepted. One that somebody else has obtained since is kept. */
  void drop(String organization, SignIn.Principal principal, ClientSecret refused) {
    kept.computeIfPresent(
        new Actor(organization, principal),
        (key, known) -> known.token().equals(refused) ? null : known);
  }

  private @Nullable Kept usable(Actor key) {
    Kept known = kept.get(key);
    return known != null && clock.instant().isBefore(known.useUntil()) ? known : null;
  }

  private Attempt<ClientSecret> await(
      CompletableFuture<Attempt<ClientSecret>> others, SignIn.Principal principal)
      throws InterruptedException {
    try {
      return others.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | CancellationException e) {
      return failures.timedOut(principal);
    } catch (ExecutionException e) {
      return failures.of(principal, e, null);
    }
  }

  private Attempt<ClientSecret> acquire(Actor key, SignIn.Principal principal)
      throws InterruptedException {
    Instant now = clock.instant();
    AtomicReference<@Nullable HttpResponse> last = new AtomicReference<>();
    CompletableFuture<@Nullable AccessToken> future =
        credential(principal, request -> http.send(request).doOnNext(last::set))
            .getToken(new TokenRequestContext().addScopes(SCOPE))
            .toFuture();
    try {
      AccessToken token = future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (token == null || token.getToken().isBlank()) {
        return failures.of(principal, new IllegalStateException("no token"), last.get());
      }
      ClientSecret secret = ClientSecret.of(token.getToken());
      keep(key, new Kept(secret, useUntil(now, token.getExpiresAt().toInstant())));
      return Attempt.succeeded(secret);
    } catch (TimeoutException e) {
      return failures.timedOut(principal);
    } catch (ExecutionException e) {
      return failures.of(principal, e.getCause() == null ? e : e.getCause(), last.get());
    } finally {
      future.cancel(true);
    }
  }

  /** A credential keeps tokens of its own, so a dropped token needs a new credential. */
  private TokenCredential credential(SignIn.Principal principal, HttpClient recorded) {
    return switch (principal) {
      case SignIn.ServicePrincipal withSecret -> {
        ClientSecretCredentialBuilder credential =
            reaching(new ClientSecretCredentialBuilder(), principal, recorded)
                .clientSecret(withSecret.secret().reveal());
        if (!authority.isMicrosoft()) {
          credential.disableInstanceDiscovery();
        }
        yield credential.build();
      }
      case SignIn.FederatedPrincipal federated -> {
        ClientAssertionCredentialBuilder credential =
            reaching(new ClientAssertionCredentialBuilder(), principal, recorded)
                .clientAssertion(() -> federated.assertion().reveal());
        if (!authority.isMicrosoft()) {
          credential.disableInstanceDiscovery();
        }
        yield credential.build();
      }
    };
  }

  private <T extends AadCredentialBuilderBase<T>> T reaching(
      T credential, SignIn.Principal principal, HttpClient recorded) {
    return credential
        .tenantId(principal.tenantId())
        .clientId(principal.clientId())
        .authorityHost(authority.withoutPath())
        .httpClient(recorded)
        // Patience is the caller's, and it is written down there.
        .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
  }

  private void keep(Actor key, Kept token) {
    Instant now = clock.instant();
    kept.values().removeIf(old -> !now.isBefore(old.useUntil()));
    kept.put(key, token);
  }

  private static Instant useUntil(Instant obtained, Instant expires) {
    Duration half = Duration.between(obtained, expires).dividedBy(2);
    return expires.minus(half.compareTo(RENEW_BEFORE_EXPIRY) < 0 ? half : RENEW_BEFORE_EXPIRY);
  }
}
