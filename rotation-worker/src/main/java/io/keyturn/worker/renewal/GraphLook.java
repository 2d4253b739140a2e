package io.keyturn.worker.renewal;

import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.preflight.AzureLook;
import io.keyturn.preflight.Finding;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.IdentityProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Whether Microsoft Graph tells the worker of applications, which it has to know to renew. */
public final class GraphLook {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private GraphLook() {}

  public static Finding take(
      AzureProperties azure, IdentityProperties identity, WorkerIdentity worker) {
    if (identity.clientId().isEmpty() || identity.tenantId().isEmpty()) {
      return Finding.skipped(
          "microsoft-graph",
          "without keyturn.identity.client-id and .tenant-id there is no application to ask about.");
    }
    return AzureLook.answered(
        "microsoft-graph",
        azure.graphUrl().getAuthority(),
        new GraphApplications(
                new GraphCalls(worker.http(), worker.credential(), CallGate.OPEN, DEADLINE),
                azure.graphUrl(),
                Clock.systemUTC())
            .keys(identity.tenantId().get(), identity.clientId().get()),
        Set.of(Reason.APPLICATION_NOT_FOUND),
        "lets the worker see applications.",
        "Only renewing needs it (Application.ReadWrite.OwnedBy); carrying secrets does not.");
  }
}
