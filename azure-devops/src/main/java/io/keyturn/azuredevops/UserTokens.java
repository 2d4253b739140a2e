package io.keyturn.azuredevops;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.OnBehalfOfCredentialBuilder;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the token that a signed-in user sent to Keyturn for one that acts as that user in Azure
 * DevOps (OAuth 2.0 on-behalf-of). Only tokens of people can be exchanged, and only in the tenant
 * that issued them.
 *
 * <p>Kept for a short while per tenant, user, organization and the very token that was sent, so
 * that nobody acts with somebody else's and a new sign-in starts afresh (S-15, D-18).
 */
public final class UserTokens {

  private static final String SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default";

  /** A membership or a consent that was taken away counts after this long at the latest (Z-14). */
  private static final Duration KEPT_FOR = Duration.ofMinutes(5);

  private static final int MOST_KEPT = 10_000;

  /**
   * Nobody consented, somebody declined, the application is not in the tenant at all, or it may not
   * use that resource.
   */
  private static final Set<String> NO_CONSENT =
      Set.of(
          EntraCodes.NO_CONSENT,
          "65004",
          EntraCodes.APPLICATION_NOT_FOUND,
          EntraCodes.NO_SERVICE_PRINCIPAL,
          "650052",
          "650057");

  /** Expired, revoked, not of here; then: more than a password is wanted. */
  private static final Set<String> SIGN_IN_AGAIN =
      Set.of(
          "50013", "500133", "500131", "50034", "50173", "70043", "700082", "50074", "50076",
          "50079", "50158");

  private final Authority authority;
  private final HttpClient http;
  private final Duration deadline;
  private final Clock clock;
  private final SignInFailures failures;
  private final ConcurrentMap<Key, Kept> kept = new ConcurrentHashMap<>();

  UserTokens(Authority authority, HttpClient direct, Duration deadline, Clock clock) {
    this.authority = authority;
    this.http = authority.reachedOver(direct);
    this.deadline = deadline;
    this.clock = clock;
    this.failures = new SignInFailures(clock, authority);
  }

  /**
   * A person as an access token for Keyturn's own API proves it; the caller has validated it.
   *
   * @param tenantId the tenant that issued the token
   * @param objectId of the person in that tenant
   * @param expiresAt of the token
   */
  public record Person(UUID tenantId, UUID objectId, ClientSecret token, Instant expiresAt) {}

  private record Key(UUID tenantId, UUID objectId, String organization, String clientId) {}

  private record Kept(ClientSecret sent, ClientSecret token, Instant useUntil) {}

  /**
   * @param clientId of Keyturn's own registration, for which the person's token was issued
   * @param clientSecret of that registration
   * @param organization where the person is going to act; empty for what belongs to none
   */
  public Attempt<SignIn.DelegatedUser> exchange(
      String clientId, ClientSecret clientSecret, Person person, String organization) {
    Key key =
        new Key(
            person.tenantId(),
            person.objectId(),
            organization.toLowerCase(java.util.Locale.ROOT),
            clientId);
    Kept known = kept.get(key);
    if (known != null
        && known.sent().equals(person.token())
        && clock.instant().isBefore(known.useUntil())) {
      return Attempt.succeeded(new SignIn.DelegatedUser(known.token()));
    }
    kept.remove(key);
    SignIn.ServicePrincipal keyturn =
        new SignIn.ServicePrincipal(person.tenantId().toString(), clientId, clientSecret);
    try {
      return acquire(key, keyturn, person);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Attempt.retryLater(Reason.TIMED_OUT, "Keyturn was stopped during your sign-in.");
    }
  }

  /** How many tokens are held at the moment, those that have ended included. */
  int held() {
    return kept.size();
  }

  private Attempt<SignIn.DelegatedUser> acquire(
      Key key, SignIn.ServicePrincipal keyturn, Person person) throws InterruptedException {
    AtomicReference<@Nullable HttpResponse> last = new AtomicReference<>();
    OnBehalfOfCredentialBuilder credential =
        new OnBehalfOfCredentialBuilder()
            .tenantId(keyturn.tenantId())
            .clientId(keyturn.clientId())
            .clientSecret(keyturn.secret().reveal())
            .userAssertion(person.token().reveal())
            .authorityHost(authority.withoutPath())
            .httpClient(request -> http.send(request).doOnNext(last::set))
            .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    if (!authority.isMicrosoft()) {
      credential.disableInstanceDiscovery();
    }
    CompletableFuture<@Nullable AccessToken> future =
        credential.build().getToken(new TokenRequestContext().addScopes(SCOPE)).toFuture();
    try {
      AccessToken token = future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (token == null || token.getToken().isBlank()) {
        return failures
            .of(keyturn, new IllegalStateException("no token"), last.get())
            .map(SignIn.DelegatedUser::new);
      }
      ClientSecret secret = ClientSecret.of(token.getToken());
      keep(key, person, secret, token.getExpiresAt().toInstant());
      return Attempt.succeeded(new SignIn.DelegatedUser(secret));
    } catch (TimeoutException e) {
      return failures.timedOut(keyturn).map(SignIn.DelegatedUser::new);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return refused(keyturn, person, cause, last.get());
    } finally {
      future.cancel(true);
    }
  }

  private Attempt<SignIn.DelegatedUser> refused(
      SignIn.ServicePrincipal keyturn,
      Person person,
      Throwable failure,
      @Nullable HttpResponse last) {
    String code = SignInFailures.code(failure).orElse("");
    boolean entraIsUnwell =
        last != null && (last.getStatusCode() == 429 || last.getStatusCode() >= 500);
    if (!entraIsUnwell && NO_CONSENT.contains(code)) {
      return Attempt.refused(
          Reason.CONSENT_REQUIRED,
          "Tenant "
              + person.tenantId()
              + " has not consented to Keyturn using Azure DevOps for its users (AADSTS"
              + code
              + ").");
    }
    if (!entraIsUnwell && SIGN_IN_AGAIN.contains(code)) {
      return Attempt.refused(
          Reason.TOKEN_INVALID_OR_EXPIRED,
          "Entra does not accept your sign-in for Azure DevOps, or wants a second factor (AADSTS"
              + code
              + "). Sign in to tenant "
              + person.tenantId()
              + " again.");
    }
    return failures.of(keyturn, failure, last).map(SignIn.DelegatedUser::new);
  }

  private void keep(Key key, Person person, ClientSecret token, Instant expires) {
    Instant now = clock.instant();
    Instant until =
        java.util.stream.Stream.of(now.plus(KEPT_FOR), expires, person.expiresAt())
            .min(Comparator.naturalOrder())
            .orElse(now);
    kept.values().removeIf(old -> !now.isBefore(old.useUntil()));
    while (kept.size() >= MOST_KEPT) {
      kept.entrySet().stream().findAny().map(Map.Entry::getKey).ifPresent(kept::remove);
    }
    kept.put(key, new Kept(person.token(), token, until));
  }
}
