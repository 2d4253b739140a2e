package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.Projects;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.DiscoveredConnection;
import io.keyturn.contracts.api.DiscoveredProject;
import io.keyturn.contracts.api.OrganizationList;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.OrganizationName;
import io.keyturn.settings.connector.StoredConnector;
import io.keyturn.settings.tenant.Tenants;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What there is to choose from, step by step: organization, project, service connection. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/organizations")
class DiscoveryController {

  private static final int LONGEST_SEARCH = 100;
  private static final int LONGEST_CONTINUATION = 200;
  private static final Pattern CONTINUATION =
      Pattern.compile("[A-Za-z0-9_.=-]{1," + LONGEST_CONTINUATION + "}");

  private final Tenants tenants;
  private final ListOrganizations organizations;
  private final DelegatedAccess access;
  private final Connectors connectors;

  DiscoveryController(
      Tenants tenants,
      ListOrganizations organizations,
      DelegatedAccess access,
      Connectors connectors) {
    this.connectors = connectors;
    this.tenants = tenants;
    this.organizations = organizations;
    this.access = access;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  OrganizationList organizations(@AuthenticationPrincipal Caller caller, SignedInUser user) {
    return organizations.list(user, enabled(caller));
  }

  /**
   * @param tenant the organization's Entra tenant, as the list of organizations has it
   */
  @GetMapping("/{organization}/projects")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  Page<DiscoveredProject> projects(
      @AuthenticationPrincipal Caller caller,
      SignedInUser user,
      @PathVariable String organization,
      @RequestParam @Nullable String tenant,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    int most = Paging.limit(limit);
    if (after != null && !CONTINUATION.matcher(after).matches()) {
      throw Paging.unknownCursor();
    }
    Actor actor = actor(caller, user, organization, tenant);
    Projects.Part part =
        AzureProblems.orProblem(
            access.azureDevOps().projects().part(actor, most, after == null ? "" : after));
    @Nullable String first =
        connectors
            .of(caller.tenantId(), organization)
            .map(StoredConnector::defaultProject)
            .orElse(null);
    return new Page<>(
        part.projects().stream()
            .map(it -> new DiscoveredProject(it.id(), it.name(), it.name().equalsIgnoreCase(first)))
            .toList(),
        part.next().orElse(null));
  }

  /**
   * @param applicationId whom it is chosen for; others' connections are disabled then
   */
  @GetMapping("/{organization}/projects/{projectId}/service-connections")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  Page<DiscoveredConnection> serviceConnections(
      @AuthenticationPrincipal Caller caller,
      SignedInUser user,
      @PathVariable String organization,
      @PathVariable String projectId,
      @RequestParam @Nullable String tenant,
      @RequestParam(name = "for") @Nullable String applicationId,
      @RequestParam @Nullable String search,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    int most = Paging.limit(limit);
    if (search != null && search.length() > LONGEST_SEARCH) {
      throw malformed("search", "must not be longer than " + LONGEST_SEARCH + " characters");
    }
    UUID project = guid("projectId", projectId);
    Optional<UUID> application = Optional.ofNullable(applicationId).map(it -> guid("for", it));
    Actor actor = actor(caller, user, organization, tenant);
    return new ListServiceConnections(access.azureDevOps(), actor, user.tenantId())
        .list(project, search == null ? "" : search, application, most, after);
  }

  private Actor actor(
      Caller caller, SignedInUser user, String organization, @Nullable String tenant) {
    DevOpsSettings settings = enabled(caller);
    if (!OrganizationName.isName(organization)) {
      throw malformed(
          "organization", "must be an organization's name, the part after dev.azure.com/");
    }
    UUID tenantId = tenant == null ? null : guid("tenant", tenant);
    return access.in(organization, user, settings, tenantId);
  }

  /** A tenant that is off has no Azure DevOps options at all. */
  private DevOpsSettings enabled(Caller caller) {
    DevOpsSettings settings = tenants.get(caller.tenantId());
    if (!settings.integrationEnabled()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "tenant.integration-off",
          "The tenant's Azure DevOps integration is off. What is bound already stays bound.",
          "Ask a tenant administrator to switch it on.");
    }
    return settings;
  }

  private static UUID guid(String name, String text) {
    return Guid.parse(text).orElseThrow(() -> malformed(name, "must be a GUID"));
  }

  private static ProblemException malformed(String name, String what) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "parameter.invalid",
        name + " " + what + ".",
        "Correct the parameter and ask again.");
  }
}
