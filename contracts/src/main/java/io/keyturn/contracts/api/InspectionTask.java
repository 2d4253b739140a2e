package io.keyturn.contracts.api;

import java.util.List;
import java.util.UUID;

/** Bindings of one application that a worker looks at now; nobody else does meanwhile. */
public record InspectionTask(String tenantId, String applicationId, List<UUID> bindings) {

  public InspectionTask {
    bindings = List.copyOf(bindings);
  }
}
