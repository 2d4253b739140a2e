package io.keyturn.worker.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One {@link Limit} for each identity in each organization, because that is how Azure DevOps
 * counts. What happens in one is nothing to any other. Source: azure-devops-docs,
 * docs/integrate/concepts/rate-limits.md.
 */
public final class Limits implements CallGate {

  /** Longer than any pause and any call, so what is forgotten has nothing to remember. */
  private static final Duration FORGET_UNUSED_AFTER = Duration.ofHours(2);

  private static final ScopedValue<Boolean> UNHURRIED = ScopedValue.newInstance();

  private final LoadingCache<Key, Limit> limits;

  public Limits(LimitProperties properties, Clock clock) {
    this.limits =
        Caffeine.newBuilder()
            .expireAfterAccess(FORGET_UNUSED_AFTER)
            .build(key -> new Limit(key.organization(), properties, clock));
  }

  /**
   * Calls made on this thread meanwhile are made only while half of the organization's places are
   * free and nobody waits for one; otherwise they are put off, and never wait themselves.
   */
  public static <T> T unhurried(Supplier<T> work) {
    return ScopedValue.where(UNHURRIED, true).call(work::get);
  }

  @Override
  public Attempt<Pass> enter(String organization, String identity) throws InterruptedException {
    // Azure DevOps does not tell Contoso from contoso.
    Limit limit = limits.get(new Key(organization.toLowerCase(Locale.ROOT), identity));
    return UNHURRIED.isBound() ? limit.enterUnhurried() : limit.enter();
  }

  /** How it stands with every organization now, all identities of one together. */
  public Map<String, LimitState> states() {
    Map<String, LimitState> states = new TreeMap<>();
    limits
        .asMap()
        .forEach(
            (key, limit) -> states.merge(key.organization(), limit.state(), LimitState::together));
    return states;
  }

  private record Key(String organization, String identity) {}
}
