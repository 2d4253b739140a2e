package io.keyturn.contracts.api;

import java.util.List;

/** The body of {@code PUT /api/v1/tenants/{tenantId}/applications/{applicationId}}. */
public record ApplicationUpdate(
    String name, boolean integrationEnabled, List<String> owners, SecretLocation secret) {

  public ApplicationUpdate {
    owners = List.copyOf(owners);
  }
}
