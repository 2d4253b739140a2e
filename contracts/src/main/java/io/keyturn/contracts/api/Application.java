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
    Instant updatedAt,
    String updatedBy) {

  public Application {
    owners = List.copyOf(owners);
  }
}
