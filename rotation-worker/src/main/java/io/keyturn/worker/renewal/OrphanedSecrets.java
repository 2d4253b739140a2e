package io.keyturn.worker.renewal;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Attempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Client secrets of ours whose rotation ended before it was settled what became of them: Entra may
 * have them, and nobody is known to have the text.
 */
public final class OrphanedSecrets {

  private final GraphApplications graph;
  private final Ledger ledger;
  private final LostKeys lostKeys;

  OrphanedSecrets(GraphApplications graph, Ledger ledger, LostKeys lostKeys) {
    this.graph = graph;
    this.ledger = ledger;
    this.lostKeys = lostKeys;
  }

  /** An application that there are some of. */
  public record Owner(String tenantId, String applicationId) {}

  /**
   * Those with something open, the longest open first.
   *
   * @param askedBefore Entra may still be making what was asked for later
   */
  public List<Owner> owners(Instant askedBefore, int atMost) {
    return ledger.owners(askedBefore, atMost);
  }

  /**
   * Removes what nobody has, keeps what Key Vault turns out to have, and closes what Entra never
   * made. Nobody else may be working on the application.
   */
  public Attempt<@Nullable Void> settle(
      Owner owner, SecretLocation location, Instant askedBefore, Notes notes) {
    return graph
        .keys(owner.tenantId(), owner.applicationId())
        .then(atEntra ->
            lostKeys.settle(owner.tenantId(), owner.applicationId(), location, atEntra, notes))
        .map(_ -> {
          for (OurKey key : ledger.of(owner.tenantId(), owner.applicationId())) {
            if (key.isUnanswered() && key.askedAt().isBefore(askedBefore)) {
              notes.save(() -> ledger.removed(key.displayName()));
            }
          }
          return null;
        });
  }
}
