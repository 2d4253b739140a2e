package io.keyturn.contracts.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One application's secret settings.
 *
 * @param applicationId its client id
 * @param integrationEnabled the application's own toggle
 * @param overlap how long the old secret stays valid after the new one is everywhere
 * @param schedule null when it is renewed on request only
 * @param automatic whether Keyturn renews the secret by itself, on its schedule and when Key Vault
 *     says that it expires
 * @param validity how long a new secret is good for
 * @param maintenanceWindows its own, which stand in the place of the tenant's; empty for those
 * @param nextDueAt when its schedule asks for the next renewal; null when it does not, or cannot
 *     say before the expiry is known
 * @param secretExpiresAt of the secret that its service connections hold, the soonest of them; null
 *     when that is not known
 * @param owners object ids of those who may bind it and ask for rotations
 */
public record Application(
    String applicationId,
    String name,
    boolean integrationEnabled,
    List<String> owners,
    SecretLocation secret,
    Duration overlap,
    @Nullable Schedule schedule,
    boolean automatic,
    Duration validity,
    List<MaintenanceWindow> maintenanceWindows,
    @Nullable Instant nextDueAt,
    @Nullable Instant secretExpiresAt,
    Instant updatedAt,
    String updatedBy) {

  public Application {
    owners = List.copyOf(owners);
    maintenanceWindows = List.copyOf(maintenanceWindows);
  }
}
