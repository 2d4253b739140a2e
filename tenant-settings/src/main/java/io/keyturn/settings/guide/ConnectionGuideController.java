package io.keyturn.settings.guide;

import io.keyturn.contracts.api.ConnectionGuide;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.OrganizationName;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The guide, with the addresses of the organization that somebody is about to connect. */
@RestController
class ConnectionGuideController {

  private final String azureDevOps;

  ConnectionGuideController(
      @Value("${azure.devops-url:https://dev.azure.com}") String azureDevOps) {
    this.azureDevOps = azureDevOps.replaceAll("/+$", "");
  }

  /**
   * @param organization its bare name
   */
  @GetMapping("/api/v1/tenants/{tenantId}/connection-guide")
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  ConnectionGuide read(@RequestParam @Nullable String organization) {
    if (organization != null && !OrganizationName.isName(organization)) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "parameter.invalid",
          "organization must be an organization's name, the part after dev.azure.com/.",
          "Correct the parameter and ask again, or leave it out.");
    }
    return Guides.connecting(
        azureDevOps + "/" + (organization == null ? "<organization>" : organization),
        organization == null ? "contoso" : organization);
  }
}
