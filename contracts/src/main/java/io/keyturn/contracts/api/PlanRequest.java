package io.keyturn.contracts.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/tenants/{tenantId}/applications/{applicationId}/plan} and of
 * {@code POST /api/v1/tenants/{tenantId}/plan}.
 *
 * @param mode what is planned: {@code propagate} or {@code renew}
 * @param reason why, in the words of who asks
 * @param proposed a change of settings that the plan takes for made; nothing of it is stored. Of a
 *     whole tenant only {@code devOpsSettings}
 */
public record PlanRequest(String mode, String reason, @Nullable Proposed proposed) {

  /** What is left out stays as it is. */
  public record Proposed(
      @Nullable DevOpsToggle devOpsSettings,
      @Nullable ApplicationChange application,
      @Nullable List<BindingChange> bindings) {}

  /** For tenant administrators. */
  public record DevOpsToggle(boolean integrationEnabled) {}

  /**
   * @param secret for tenant administrators
   */
  public record ApplicationChange(
      @Nullable Boolean integrationEnabled,
      @Nullable SecretLocation secret,
      @Nullable Duration overlap) {}

  /**
   * One of all bindings that the application would have: one there is, by its id, or a new one, for
   * tenant administrators.
   */
  public record BindingChange(
      @Nullable String bindingId,
      @Nullable String organization,
      @Nullable String projectId,
      @Nullable String projectName,
      @Nullable String connectionId,
      @Nullable String connectionName) {}
}
