package io.keyturn.contracts.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/v1/tenants/{tenantId}/applications/{applicationId}}.
 *
 * @param overlap from nothing to 90 days; null for a day
 * @param schedule null when it is renewed on request only
 * @param automatic left out: as it is; at first it is on
 * @param validity from a day to two years, longer than a scheduled secret is in use; left out: as
 *     it is; at first 180 days
 * @param maintenanceWindows at most 20; left out: as they are
 */
public record ApplicationUpdate(
    String name,
    boolean integrationEnabled,
    List<String> owners,
    SecretLocation secret,
    @Nullable Duration overlap,
    @Nullable Schedule schedule,
    @Nullable Boolean automatic,
    @Nullable Duration validity,
    @Nullable List<MaintenanceWindow> maintenanceWindows) {

  public ApplicationUpdate {
    owners = List.copyOf(owners);
    maintenanceWindows = maintenanceWindows == null ? null : List.copyOf(maintenanceWindows);
  }
}
