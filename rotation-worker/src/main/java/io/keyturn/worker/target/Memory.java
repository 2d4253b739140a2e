package io.keyturn.worker.target;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What was found out a moment ago about the worker's own identities, so that the next rotation does
 * not ask again: that one administers a project's connections, that it may administer this very
 * one, and the client secret it signs in with.
 *
 * <p>Only what allows is kept, never a no: whoever mends a refusal is not made to wait. The tenant
 * is part of every key (FAULT-23). Any answer of Azure DevOps or Entra that says otherwise drops
 * it.
 *
 * <p>What tenant and application have set is not kept at all. A toggle that is switched off must
 * stop the next run, each run asks exactly once, and runs of one rotation are seconds to hours
 * apart: a memory short enough to be right would never be used.
 */
public final class Memory {

  private static final Set<Reason> ABOUT_THE_SIGN_IN =
      EnumSet.of(
          Reason.SIGN_IN_REFUSED,
          Reason.TOKEN_INVALID_OR_EXPIRED,
          Reason.CLIENT_SECRET_EXPIRED,
          Reason.CLIENT_CERTIFICATE_EXPIRED,
          Reason.CLIENT_CERTIFICATE_UNUSABLE);

  private static final Set<Reason> ABOUT_THE_IDENTITY =
      EnumSet.of(
          Reason.NOT_AN_ADMINISTRATOR,
          Reason.CONNECTION_ADMINISTRATION_DENIED,
          Reason.CONNECTION_NOT_FULLY_VISIBLE,
          Reason.CONNECTION_NOT_FOUND,
          Reason.PROJECT_NOT_FOUND,
          Reason.ORGANIZATION_NOT_FOUND,
          Reason.WRONG_TENANT,
          Reason.SIGN_IN_REFUSED,
          Reason.TOKEN_INVALID_OR_EXPIRED,
          Reason.CLIENT_SECRET_EXPIRED,
          Reason.CLIENT_CERTIFICATE_EXPIRED,
          Reason.CLIENT_CERTIFICATE_UNUSABLE,
          Reason.CONSENT_REQUIRED,
          Reason.ACCESS_FORBIDDEN);

  private final Cache<Project, Optional<String>> administrators;
  private final Cache<Connection, Boolean> rights;
  private final Cache<Location, ClientSecret> secrets;

  public Memory(MemoryProperties properties, Clock clock) {
    this.administrators = cache(properties.administrator(), properties, clock);
    this.rights = cache(properties.administrator(), properties, clock);
    this.secrets = cache(properties.signIn(), properties, clock);
  }

  /**
   * @param identity as the sign-in names itself, without any secret
   */
  record Connection(String tenantId, String organization, String identity, UUID project, UUID id) {

    static Connection of(String tenantId, Binding binding, String identity) {
      return new Connection(
          tenantId,
          binding.organization().toLowerCase(Locale.ROOT),
          identity,
          binding.projectId(),
          binding.connectionId());
    }
  }

  /** Groups are given per project or per organization, never per connection. */
  private record Project(String tenantId, String organization, String identity, UUID project) {

    static Project of(Connection connection) {
      return new Project(
          connection.tenantId(),
          connection.organization(),
          connection.identity(),
          connection.project());
    }
  }

  private record Location(String tenantId, SecretLocation secret) {}

  /** The group that makes the identity an administrator. */
  Attempt<Optional<String>> administratorOf(
      Connection connection, Supplier<Attempt<Optional<String>>> ask) {
    return remembered(administrators, Project.of(connection), ask, Optional::isPresent);
  }

  /** Whether the identity may administer that very connection. */
  Attempt<Boolean> mayAdminister(Connection connection, Supplier<Attempt<Boolean>> ask) {
    return remembered(rights, connection, ask, Boolean::booleanValue);
  }

  Attempt<ClientSecret> secret(
      String tenantId, SecretLocation location, Supplier<Attempt<ClientSecret>> ask) {
    return remembered(secrets, new Location(tenantId, location), ask, _ -> true);
  }

  boolean remembers(String tenantId, SecretLocation location) {
    return secrets.getIfPresent(new Location(tenantId, location)) != null;
  }

  /** Whether that answer says that the identity cannot sign in with what it has. */
  static boolean refusesSignIn(Attempt<?> answer) {
    return answer instanceof Refused<?>(Reason reason, String _)
        && ABOUT_THE_SIGN_IN.contains(reason);
  }

  /**
   * Of the connection and its project, when that answer says that the identity may not, or not any
   * more.
   */
  void heed(Connection connection, Attempt<?> answer) {
    if (answer instanceof Refused<?>(Reason reason, String _)
        && ABOUT_THE_IDENTITY.contains(reason)) {
      administrators.invalidate(Project.of(connection));
      rights.invalidate(connection);
    }
  }

  /** Of the sign-in, when that answer says that it is not accepted. */
  void heed(String tenantId, SecretLocation location, Attempt<?> answer) {
    if (refusesSignIn(answer)) {
      secrets.invalidate(new Location(tenantId, location));
    }
  }

  private static <K, V> Attempt<V> remembered(
      Cache<K, V> cache, K key, Supplier<Attempt<V>> ask, Predicate<? super V> isWorthKeeping) {
    V known = cache.getIfPresent(key);
    if (known != null) {
      return Attempt.succeeded(known);
    }
    Attempt<V> answer = ask.get();
    if (answer instanceof Succeeded<V>(V value) && isWorthKeeping.test(value)) {
      cache.put(key, value);
    }
    return answer;
  }

  private static <K, V> Cache<K, V> cache(Duration keep, MemoryProperties properties, Clock clock) {
    return Caffeine.newBuilder()
        .expireAfterWrite(keep)
        .maximumSize(properties.entries())
        .ticker(() -> nanos(clock.instant()))
        .build();
  }

  private static long nanos(Instant now) {
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }
}
