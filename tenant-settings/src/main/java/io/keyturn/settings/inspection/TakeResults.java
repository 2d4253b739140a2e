package io.keyturn.settings.inspection;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.notification.Notices;
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
  private final Notices notices;
  private final TransactionOperations transaction;

  TakeResults(Inspections inspections, Notices notices, TransactionOperations transaction) {
    this.inspections = inspections;
    this.notices = notices;
    this.transaction = transaction;
  }

  /**
   * @return the bindings of which it was news
   */
  public List<UUID> take(List<InspectionResult> results) {
    return results.stream().filter(this::isStored).map(InspectionResult::bindingId).toList();
  }

  private boolean isStored(InspectionResult found) {
    return Guid.parse(found.tenantId())
        .filter(tenant -> Rows.ofTenant(tenant, () -> isStored(tenant, found)))
        .isPresent();
  }

  private boolean isStored(UUID tenant, InspectionResult found) {
    return Boolean.TRUE.equals(
        transaction.execute(_ ->
            inspections
                .store(tenant, found)
                .map(stored -> {
                  notices.drift(tenant, stored.applicationId(), stored.since(), found);
                  return true;
                })
                .orElse(false)));
  }
}
