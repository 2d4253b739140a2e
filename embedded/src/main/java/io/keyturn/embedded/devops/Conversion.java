package io.keyturn.embedded.devops;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Turning an azurerm connection from a client secret to workload identity federation or back. */
final class Conversion {

  static final String FEDERATION = "WorkloadIdentityFederation";
  private static final String SECRET = "ServicePrincipal";

  /** For that long the old credential can be had back. */
  private static final Duration REVERTIBLE = Duration.ofDays(7);

  private Conversion() {}

  /** The document after the conversion; secrets are gone from it. */
  static ObjectNode converted(
      Organization organization, StoredConnection connection, String scheme, Clock clock) {
    boolean forth =
        connection.scheme().equalsIgnoreCase(SECRET) && scheme.equalsIgnoreCase(FEDERATION);
    boolean back =
        connection.scheme().equalsIgnoreCase(FEDERATION) && scheme.equalsIgnoreCase(SECRET);
    if (!connection.isAzureResourceManager() || !(forth || back)) {
      throw Refusal.badArgument(
          ("Converting endpoint type %s scheme from %s to %s is neither an upgrade or a downgrade"
                  + " and is not supported.")
              .formatted(connection.type(), connection.scheme(), scheme));
    }
    ObjectNode document = connection.document.deepCopy();
    ObjectNode authorization = document.withObjectProperty("authorization");
    authorization.put("scheme", forth ? FEDERATION : SECRET);
    ObjectNode parameters = authorization.withObjectProperty("parameters");
    ObjectNode data = document.withObjectProperty("data");
    for (String name : Set.copyOf(parameters.propertyNames())) {
      if (Confidential.is(connection.type(), name)) {
        parameters.remove(name);
      }
    }
    if (forth) {
      parameters.remove("authenticationType");
      parameters.put(
          "workloadIdentityFederationIssuer",
          "https://login.microsoftonline.com/" + organization.tenantId + "/v2.0");
      parameters.put(
          "workloadIdentityFederationSubject", "sc://" + organization.name + "/" + connection.id);
      data.put("revertSchemeDeadline", clock.instant().plus(REVERTIBLE).toString());
    } else {
      parameters.remove("workloadIdentityFederationIssuer");
      parameters.remove("workloadIdentityFederationSubject");
      parameters.put("authenticationType", "spnKey");
      parameters.put("serviceprincipalkey", "");
      data.remove("revertSchemeDeadline");
    }
    return document;
  }
}
