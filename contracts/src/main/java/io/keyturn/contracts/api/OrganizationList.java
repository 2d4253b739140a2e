package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Azure DevOps organizations that the signed-in user reaches: {@code GET
 * /api/v1/tenants/{tenantId}/organizations}.
 *
 * @param notes what the list leaves out, and what to do about it; empty when all is well
 */
public record OrganizationList(List<Group> groups, List<Note> notes) {

  public OrganizationList {
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /**
   * Organizations of one Entra tenant.
   *
   * @param tenantId null for organizations of which Azure DevOps does not say the tenant
   * @param home whether it is the home tenant of a guest
   */
  public record Group(@Nullable UUID tenantId, boolean home, List<Organization> organizations) {
    public Group {
      organizations = List.copyOf(organizations);
    }
  }

  /**
   * @param connector the name of the connector for it; without one nothing can be bound there
   */
  public record Organization(UUID id, String name, @Nullable String connector) {}

  /**
   * @param code stable
   */
  public record Note(
      String code,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String remedy) {}
}
