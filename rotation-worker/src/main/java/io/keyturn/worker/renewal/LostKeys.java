package io.keyturn.worker.renewal;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Client secrets of ours that nobody has: Entra made them, and the answer, or the worker, was lost
 * before Key Vault had the text. Found by the name that was journaled before Entra was asked, and
 * removed. One that Key Vault turns out to have is none of these.
 */
final class LostKeys {

  private final GraphApplications graph;
  private final VaultSecrets secrets;
  private final Ledger ledger;

  LostKeys(GraphApplications graph, VaultSecrets secrets, Ledger ledger) {
    this.graph = graph;
    this.secrets = secrets;
    this.ledger = ledger;
  }

  /**
   * Settles what is open between our ledger and what Entra lists.
   *
   * @param location where the application's secret is kept
   */
  Attempt<@Nullable Void> settle(
      String tenantId,
      String applicationId,
      SecretLocation location,
      List<EntraKey> atEntra,
      Notes notes) {
    for (OurKey key : ledger.of(tenantId, applicationId)) {
      if (key.isUnstored()) {
        Attempt<@Nullable Void> settled = lookInVault(tenantId, location, key, atEntra, notes);
        if (!(settled instanceof Succeeded<?>)) {
          return settled;
        }
      }
    }
    List<OurKey> ours = ledger.of(tenantId, applicationId);
    for (EntraKey key : atEntra) {
      Optional<OurKey> entry = lost(ours, key);
      if (entry.isPresent()) {
        Attempt<@Nullable Void> removed = remove(tenantId, applicationId, entry.get(), key, notes);
        if (!(removed instanceof Succeeded<?>)) {
          return removed;
        }
      }
    }
    return Attempt.done();
  }

  /** Our entry for a secret at Entra that nobody has the text of; empty for every other. */
  private static Optional<OurKey> lost(List<OurKey> ours, EntraKey key) {
    return ours.stream()
        .filter(each -> each.displayName().equals(key.displayName()))
        .findFirst()
        .filter(each -> !(each.isInUse() && each.is(key)));
  }

  /** Key ids of those that would be removed, if Key Vault has none of them. */
  static List<String> lost(List<OurKey> ours, List<EntraKey> atEntra) {
    return atEntra.stream()
        .filter(key -> lost(ours, key).isPresent())
        .map(EntraKey::keyId)
        .toList();
  }

  /** The version's tag says whose text it has. */
  private Attempt<@Nullable Void> lookInVault(
      String tenantId, SecretLocation location, OurKey key, List<EntraKey> atEntra, Notes notes) {
    return switch (secrets.versionTagged(
        tenantId, location, Renewal.KEY_ID_TAG, key.keyId().orElseThrow())) {
      case Succeeded<Optional<SecretVersion>>(Optional<SecretVersion> version) -> {
        if (version.isPresent()) {
          notes.save(() -> ledger.stored(key.displayName(), version.get(), Optional.empty()));
        } else if (atEntra.stream().noneMatch(key::is)) {
          notes.save(() -> ledger.removed(key.displayName()));
        }
        yield Attempt.done();
      }
      case RetryLater<Optional<SecretVersion>>(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Refused<Optional<SecretVersion>>(Reason reason, String why) ->
          Attempt.refused(reason, why);
    };
  }

  private Attempt<@Nullable Void> remove(
      String tenantId, String applicationId, OurKey entry, EntraKey key, Notes notes) {
    Attempt<@Nullable Void> removed = graph.remove(tenantId, applicationId, key.keyId());
    if (removed instanceof Succeeded<?>) {
      notes.tell(
          Step.RENEW,
          Outcome.WARNING,
          Reason.LOST_SECRET_REMOVED,
          "Entra had made the client secret \""
              + key.displayName()
              + "\" for Keyturn, and its text was lost on the way. It was removed; nobody has used"
              + " it.");
      notes.save(() -> {
        if (entry.is(key)) {
          ledger.removed(entry.displayName());
        }
      });
    }
    return removed;
  }
}
