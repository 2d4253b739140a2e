package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
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
 * @param renewal how new secrets are made; null for {@link Renewal#DEFAULT}
 * @param closed null while connections may be changed: a maintenance window is open, or none is set
 */
public record RotationSettings(
    String tenantId,
    String applicationId,
    String applicationName,
    boolean tenantEnabled,
    boolean applicationEnabled,
    SecretLocation secret,
    List<Binding> bindings,
    List<Connector> connectors,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Renewal renewal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Closed closed) {

  public RotationSettings {
    bindings = List.copyOf(bindings);
    connectors = List.copyOf(connectors);
  }

  /** What is set, or the default. */
  public Renewal renewalOrDefault() {
    return renewal == null ? Renewal.DEFAULT : renewal;
  }

  /**
   * No maintenance window is open now.
   *
   * @param until when the next one opens
   * @param secretExpiresAt of the secret that the connections hold; null when that is not known
   */
  public record Closed(
      Instant until,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant secretExpiresAt) {}

  /**
   * How new client secrets are made and old ones retired. Durations are ISO 8601 on the wire.
   *
   * @param automatic whether a secret that is about to expire is renewed without anybody asking
   * @param validity how long a new secret is good for; Entra's policies may allow less
   * @param overlap how long the old secret stays valid after every connection has been verified
   *     with the new one
   */
  public record Renewal(boolean automatic, Duration validity, Duration overlap) {

    public static final Renewal DEFAULT =
        new Renewal(true, Duration.ofDays(180), Duration.ofDays(1));

    public Renewal {
      if (!validity.isPositive() || overlap.isNegative()) {
        throw new IllegalArgumentException(
            "a secret is valid for some time, and an overlap is not negative");
      }
    }
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
