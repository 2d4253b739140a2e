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
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
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
import java.util.function.Function;
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
  static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

  private static final Duration RENEW_BEFORE_EXPIRY = Duration.ofMinutes(5);

  private final Authority authority;
  private final HttpClient http;
  private final Duration deadline;
  private final Clock clock;
  private final SignInFailures failures;
  private final MachineTokens machine;
  private final ConcurrentMap<Wanted, Kept> kept = new ConcurrentHashMap<>();
  private final ConcurrentMap<Wanted, CompletableFuture<Attempt<ClientSecret>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param direct sends what goes to Entra; the authority's path is added here
   */
  AccessTokens(
      Authority authority,
      HttpClient direct,
      MachineTokens machine,
      Duration deadline,
      Clock clock) {
    this.authority = authority;
    this.http = authority.reachedOver(direct);
    this.machine = machine;
    this.deadline = deadline;
    this.clock = clock;
    this.failures = new SignInFailures(clock, authority);
  }

  private record Kept(ClientSecret token, Instant useUntil) {}

  /**
   * @param resource whom the token is for: an application id, or an address
   */
  private record Wanted(Actor actor, String resource) {}

  /** For Azure DevOps. */
  Attempt<ClientSecret> token(String organization, SignIn.Principal principal)
      throws InterruptedException {
    return token(organization, principal, AZURE_DEVOPS);
  }

  /** However many callers need the same token, Entra is asked once, and all hear its answer. */
  Attempt<ClientSecret> token(String organization, SignIn.Principal principal, String resource)
      throws InterruptedException {
    Wanted key = new Wanted(new Actor(organization, principal), resource);
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
        new Wanted(new Actor(organization, principal), AZURE_DEVOPS),
        (key, known) -> known.token().equals(refused) ? null : known);
  }

  private @Nullable Kept usable(Wanted key) {
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

  private Attempt<ClientSecret> acquire(Wanted key, SignIn.Principal principal)
      throws InterruptedException {
    return switch (principal) {
      case SignIn.ServicePrincipal withSecret ->
          ofEntra(
              key,
              principal,
              http ->
                  built(
                      reaching(new ClientSecretCredentialBuilder(), principal, http)
                          .clientSecret(withSecret.secret().reveal())));
      case SignIn.FederatedPrincipal federated ->
          ofEntra(key, principal, http -> asserting(principal, federated.assertion(), http));
      case SignIn.CertificatePrincipal(var _, var _, ClientSecret stored) ->
          switch (failures.usable(principal, ClientCertificate.read(stored))) {
            case Attempt.Succeeded<ClientCertificate>(ClientCertificate certificate) ->
                ofEntra(
                    key,
                    principal,
                    http ->
                        built(
                            reaching(new ClientCertificateCredentialBuilder(), principal, http)
                                .pemCertificate(certificate.pem())));
            case Attempt.Refused<ClientCertificate>(Reason reason, String why) ->
                Attempt.refused(reason, why);
            case Attempt.RetryLater<ClientCertificate>(Reason reason, String why, Duration after) ->
                new Attempt.RetryLater<>(reason, why, after);
          };
      case SignIn.ManagedIdentity own ->
          machine
              .token(key.resource(), own.userAssigned())
              .then(token -> failures.ofTenant(own, token, own.tenantId()))
              .map(token -> {
                keep(key, new Kept(token.token(), useUntil(clock.instant(), token.expiresOn())));
                return token.token();
              });
      case SignIn.FederatedManagedIdentity across -> asRegistration(key, across);
    };
  }

  private Attempt<ClientSecret> asRegistration(Wanted key, SignIn.FederatedManagedIdentity across)
      throws InterruptedException {
    SignIn.ManagedIdentity own = across.machine();
    Attempt<MachineTokens.MachineToken> presented =
        machine
            .token(authority.exchangeAudience(), own.userAssigned())
            .then(token ->
                across.tenantId().equalsIgnoreCase(own.tenantId())
                    ? Attempt.succeeded(token)
                    : failures.ofTenant(own, token, own.tenantId()));
    return switch (presented) {
      case Attempt.Succeeded<MachineTokens.MachineToken>(var statement) ->
          failures.presented(
              statement,
              authority.exchangeAudience(),
              ofEntra(key, across, http -> asserting(across, statement.token(), http)));
      case Attempt.Refused<MachineTokens.MachineToken>(Reason reason, String why) ->
          Attempt.refused(reason, why);
      case Attempt.RetryLater<MachineTokens.MachineToken>(
              Reason reason,
              String why,
              Duration after) ->
          new Attempt.RetryLater<>(reason, why, after);
    };
  }

  /**
   * @param credential keeps tokens of its own, so it is made anew each time
   */
  private Attempt<ClientSecret> ofEntra(
      Wanted key, SignIn.Principal principal, Function<HttpClient, TokenCredential> credential)
      throws InterruptedException {
    Instant now = clock.instant();
    AtomicReference<@Nullable HttpResponse> last = new AtomicReference<>();
    CompletableFuture<@Nullable AccessToken> future =
        credential
            .apply(request -> http.send(request).doOnNext(last::set))
            .getToken(new TokenRequestContext().addScopes(key.resource() + "/.default"))
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

  private TokenCredential asserting(
      SignIn.Principal principal, ClientSecret assertion, HttpClient http) {
    ClientAssertionCredentialBuilder credential =
        reaching(new ClientAssertionCredentialBuilder(), principal, http)
            .clientAssertion(assertion::reveal);
    if (!authority.isMicrosoft()) {
      credential.disableInstanceDiscovery();
    }
    return credential.build();
  }

  private TokenCredential built(ClientSecretCredentialBuilder credential) {
    return authority.isMicrosoft()
        ? credential.build()
        : credential.disableInstanceDiscovery().build();
  }

  private TokenCredential built(ClientCertificateCredentialBuilder credential) {
    return authority.isMicrosoft()
        ? credential.build()
        : credential.disableInstanceDiscovery().build();
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

  private void keep(Wanted key, Kept token) {
    Instant now = clock.instant();
    kept.values().removeIf(old -> !now.isBefore(old.useUntil()));
    kept.put(key, token);
  }

  private static Instant useUntil(Instant obtained, Instant expires) {
    Duration half = Duration.between(obtained, expires).dividedBy(2);
    return expires.minus(half.compareTo(RENEW_BEFORE_EXPIRY) < 0 ? half : RENEW_BEFORE_EXPIRY);
  }
}
