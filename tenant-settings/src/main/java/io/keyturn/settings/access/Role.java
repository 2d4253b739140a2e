package io.keyturn.settings.access;

import java.util.Arrays;
import java.util.Optional;

/** The app roles of Keyturn's registration in Entra. */
public enum Role {
  TENANT_ADMIN("Rotation.TenantAdmin"),
  APPLICATION_OWNER("Rotation.ApplicationOwner"),
  AUDITOR("Rotation.Auditor"),
  WORKER("Rotation.Worker");

  private final String claim;

  Role(String claim) {
    this.claim = claim;
  }

  /** As it stands in the token's {@code roles}. */
  public String claim() {
    return claim;
  }

  static Optional<Role> ofClaim(String claim) {
    return Arrays.stream(values()).filter(role -> role.claim.equals(claim)).findFirst();
  }
}
