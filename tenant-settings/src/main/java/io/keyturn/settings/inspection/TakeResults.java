package io.keyturn.settings.inspection;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.isolation.Rows;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores what a worker found. Each result is stored alone: one that cannot be holds up no other.
 */
@Component
public class TakeResults {

  private final Inspections inspections;
  private final TransactionOperations transaction;

  TakeResults(Inspections inspections, TransactionOperations transaction) {
    this.inspections = inspections;
    this.transaction = transaction;
  }

  public void take(List<InspectionResult> results) {
    for (InspectionResult found : results) {
      Guid.parse(found.tenantId())
          .ifPresent(tenant -> Rows.ofTenant(tenant, () -> store(tenant, found)));
    }
  }

  private void store(UUID tenant, InspectionResult found) {
    transaction.executeWithoutResult(_ -> inspections.store(tenant, found));
  }
}
