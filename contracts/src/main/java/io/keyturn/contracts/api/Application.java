package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.List;

/**
 * One application's secret settings.
 *
 * @param applicationId its client id
 * @param integrationEnabled the application's own toggle
 * @param owners object ids of those who may bind it and ask for rotations
 */
public record Application(
    String applicationId,
    String name,
    boolean integrationEnabled,
    List<String> owners,
    SecretLocation secret,
    Instant updatedAt,
    String updatedBy) {

  public Application {
    owners = List.copyOf(owners);
  }
}
