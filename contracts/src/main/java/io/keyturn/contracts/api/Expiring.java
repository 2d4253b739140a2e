package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expiry radar: {@code GET /api/v1/tenants/{tenantId}/expiring}. Owners see their own
 * applications.
 *
 * @param at when it was so
 * @param counts how many applications are in each band, those of none included
 * @param items soonest first, those of which it is not known last
 * @param tokens personal access tokens whose last day is known, soonest first; the same in each
 *     part, and none for owners
 * @param next what to send as {@code after} for the following part; null on the last one
 */
public record Expiring(
    Instant at,
    Map<ExpiringApplication.Band, Long> counts,
    List<ExpiringApplication> items,
    List<ExpiringToken> tokens,
    @Nullable String next) {

  public Expiring {
    counts = Map.copyOf(counts);
    items = List.copyOf(items);
    tokens = List.copyOf(tokens);
  }
}
