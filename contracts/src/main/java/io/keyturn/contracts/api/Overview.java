package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant stands at a glance: {@code GET /api/v1/tenants/{tenantId}/overview}. Owners see
 * their own applications in it, and nothing of the connectors.
 *
 * @param at when it was so
 * @param expiring what expires or is due within the next 90 days, and what is overdue; soonest
 *     first
 * @param lastDay rotations that began within the last 24 hours, by hour and by what became of them
 * @param attention rotations of the last seven days that did not end well, and that no newer one of
 *     the same application has made up for; newest first, at most 20
 */
public record Overview(
    Instant at,
    Applications applications,
    List<Expiry> expiring,
    List<RotationsOfHour> lastDay,
    List<Unresolved> attention) {

  public Overview {
    expiring = List.copyOf(expiring);
    lastDay = List.copyOf(lastDay);
    attention = List.copyOf(attention);
  }

  /**
   * How many there are.
   *
   * @param enabled with their own integration on
   * @param bound to at least one service connection
   */
  public record Applications(long total, long enabled, long bound) {}

  /**
   * @param kind {@code tenantToken}, {@code connectorToken}, {@code scheduledRenewal} or {@code
   *     secret}
   * @param id the connector's name or the application's client id; null for the tenant's token
   */
  public record Expiry(String kind, @Nullable String id, String name, Instant on) {}

  /**
   * @param from the beginning of the hour
   * @param state as in {@link Rotation#state()}
   */
  public record RotationsOfHour(Instant from, String state, long count) {}
}
