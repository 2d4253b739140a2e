package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.renewal.Notes;
import io.keyturn.worker.renewal.OrphanedSecrets;
import io.keyturn.worker.renewal.OrphanedSecrets.Owner;
import io.keyturn.worker.settings.TenantSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at Entra for client secrets of ours that nobody has the text of and whose rotation has
 * ended. Each application is looked at under its lane's lease, so never beside a rotation; one that
 * has a rotation under way is left to that.
 */
public final class OrphanSweep {

  private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

  /** Longer than Entra takes to show what it has made. */
  private static final Duration OLD_ENOUGH = Duration.ofHours(1);

  private static final int AT_MOST = 500;

  private final OrphanedSecrets orphaned;
  private final TenantSettings tenantSettings;
  private final Lanes lanes;
  private final Journal journal;
  private final Saves saves;
  private final TransactionTemplate transaction;
  private final Clock clock;

  OrphanSweep(
      OrphanedSecrets orphaned,
      TenantSettings tenantSettings,
      Lanes lanes,
      Journal journal,
      Saves saves,
      TransactionTemplate transaction,
      Clock clock) {
    this.orphaned = orphaned;
    this.tenantSettings = tenantSettings;
    this.lanes = lanes;
    this.journal = journal;
    this.saves = saves;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * @param open applications that had something to settle
   * @param settled those of them where nothing is open any more
   */
  public record Swept(int open, int settled) {}

  /** Doing it again, or twice at once, does no harm. */
  public Swept sweep() {
    Instant before = clock.instant().minus(OLD_ENOUGH);
    int open = 0;
    int settled = 0;
    for (Owner owner : orphaned.owners(before, AT_MOST)) {
      open++;
      Optional<Lease> lease = lanes.claim(new Lane.Key(owner.tenantId(), owner.applicationId()));
      if (lease.isPresent() && settle(owner, lease.get(), before)) {
        settled++;
      }
    }
    return new Swept(open, settled);
  }

  private boolean settle(Owner owner, Lease lease, Instant before) {
    try {
      return journal.unfinished(lease).isEmpty()
          && tenantSettings.of(owner.tenantId(), owner.applicationId())
              instanceof Succeeded<RotationSettings>(RotationSettings settings)
          && orphaned.settle(owner, settings.secret(), before, new UnderLease(lease))
              instanceof Succeeded<?>;
    } finally {
      saves.save(Save.release(lease));
    }
  }

  /** The rotation has ended, and its output with it; so what is found is told in the log. */
  private final class UnderLease implements Notes {

    private final Lease lease;

    UnderLease(Lease lease) {
      this.lease = lease;
    }

    @Override
    public void save(Runnable change) {
      transaction.executeWithoutResult(_ -> {
        lanes.hold(lease);
        change.run();
      });
    }

    @Override
    public void tell(Step step, Outcome outcome, @Nullable Reason reason, String message) {
      log.atWarn()
          .addKeyValue("tenantId", lease.tenantId())
          .addKeyValue("clientId", lease.applicationId())
          .addKeyValue("reason", reason)
          .log("a client secret that a rotation had left behind was removed at Entra");
    }
  }
}
