package io.keyturn.contracts.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/v1/tenants/{tenantId}/applications/{applicationId}}.
 *
 * @param overlap from nothing to 90 days; null for a day
 * @param schedule null when it is renewed on request only
 */
public record ApplicationUpdate(
    String name,
    boolean integrationEnabled,
    List<String> owners,
    SecretLocation secret,
    @Nullable Duration overlap,
    @Nullable Schedule schedule) {

  public ApplicationUpdate {
    owners = List.copyOf(owners);
  }
}
