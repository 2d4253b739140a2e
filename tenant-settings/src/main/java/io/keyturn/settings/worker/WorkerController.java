package io.keyturn.settings.worker;

import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What only the worker may ask, for whichever tenant. */
@RestController
@RequestMapping("/api/v1/worker")
class WorkerController {

  private final GatherRotationSettings gathering;
  private final Applications applications;

  WorkerController(GatherRotationSettings gathering, Applications applications) {
    this.gathering = gathering;
    this.applications = applications;
  }

  @GetMapping("/tenants/{tenantId}/applications/{applicationId}/rotation-settings")
  @AllowedTo(Role.WORKER)
  RotationSettings rotationSettings(
      @PathVariable String tenantId,
      @PathVariable String applicationId,
      @RequestHeader(name = "Keyturn-Sealing-Key", required = false) @Nullable String sealingKey,
      @RequestParam @Nullable String plan) {
    UUID tenant = Guid.parse(tenantId).orElseThrow(Tenants::unknown);
    Optional<UUID> planId = Optional.ofNullable(plan).flatMap(Guid::parse);
    return Rows.ofTenant(
        tenant,
        () ->
            planId
                .map(id -> gathering.gatherForPlan(tenant, applicationId, id, sealingKey))
                .orElseGet(() -> gathering.gather(tenant, applicationId, sealingKey)));
  }

  @GetMapping("/applications")
  @AllowedTo(Role.WORKER)
  List<ApplicationOfSecret> applicationsOfSecret(
      @RequestParam @Nullable String vault, @RequestParam @Nullable String secretName) {
    if (vault == null || vault.isBlank() || secretName == null || secretName.isBlank()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "query.incomplete",
          "Both vault and secretName are needed.",
          "Send the vault's name and the secret's name as Key Vault's event has them.");
    }
    return Rows.ofEveryTenant(() -> applications.keptAt(vault.strip(), secretName.strip()));
  }
}
