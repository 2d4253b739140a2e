package io.keyturn.contracts.api;

import java.util.List;

/** What a worker found at several bindings, of whichever tenants. */
public record InspectionResults(List<InspectionResult> results) {

  public InspectionResults {
    results = List.copyOf(results);
  }
}
