package io.keyturn.worker.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * One {@link Limit} for each identity in each organization, because that is how Azure DevOps
 * counts. What happens in one is nothing to any other. Source: azure-devops-docs,
 * docs/integrate/concepts/rate-limits.md.
 */
public final class Limits implements CallGate {

  /** Longer than any pause and any call, so what is forgotten has nothing to remember. */
  private static final Duration FORGET_UNUSED_AFTER = Duration.ofHours(2);

  private final LoadingCache<Key, Limit> limits;

  public Limits(LimitProperties properties, Clock clock) {
    this.limits =
        Caffeine.newBuilder()
            .expireAfterAccess(FORGET_UNUSED_AFTER)
            .build(key -> new Limit(key.organization(), properties, clock));
  }

  @Override
  public Attempt<Pass> enter(String organization, String identity) throws InterruptedException {
    // Azure DevOps does not tell Contoso from contoso.
    return limits.get(new Key(organization.toLowerCase(Locale.ROOT), identity)).enter();
  }

  private record Key(String organization, String identity) {}
}
