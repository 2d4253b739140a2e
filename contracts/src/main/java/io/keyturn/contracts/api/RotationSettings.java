package io.keyturn.contracts.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the worker needs to know of one application, asked anew each time a rotation starts: {@code
 * GET /api/v1/worker/tenants/{tenantId}/applications/{applicationId}/rotation-settings}.
 *
 * @param tenantId the Entra tenant
 * @param applicationId the application's client id
 * @param tenantEnabled the tenant's master toggle
 * @param applicationEnabled the application's own toggle
 * @param secret where the application's secret is kept
 * @param bindings the service connections that hold this application's secret; may be empty
 * @param connectors how to sign in to each organization that occurs in a binding
 */
public record RotationSettings(
    String tenantId,
    String applicationId,
    String applicationName,
    boolean tenantEnabled,
    boolean applicationEnabled,
    SecretLocation secret,
    List<Binding> bindings,
    List<Connector> connectors) {

  public RotationSettings {
    bindings = List.copyOf(bindings);
    connectors = List.copyOf(connectors);
  }

  /**
   * "This application's secret lives there": one organization, one project, one service connection
   * (A-02).
   *
   * @param registry the address that a docker registry's connection named when it was bound; a
   *     secret goes there and nowhere else. Null for other kinds, and for bindings from before it
   *     was kept
   */
  public record Binding(
      UUID id,
      String organization,
      UUID projectId,
      String projectName,
      UUID connectionId,
      String connectionName,
      @Nullable String registry) {

    public Binding(
        UUID id,
        String organization,
        UUID projectId,
        String projectName,
        UUID connectionId,
        String connectionName) {
      this(id, organization, projectId, projectName, connectionId, connectionName, null);
    }
  }

  /** How the worker signs in to one organization. */
  public record Connector(String name, String organization, WorkerSignIn signIn) {}
}
