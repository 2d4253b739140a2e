package io.keyturn.worker.renewal;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes client secrets at Entra that Keyturn made and that a newer one has replaced. */
public final class Retirement {

  private final GraphApplications graph;
  private final Ledger ledger;
  private final LostKeys lostKeys;

  Retirement(GraphApplications graph, Ledger ledger, LostKeys lostKeys) {
    this.graph = graph;
    this.ledger = ledger;
    this.lostKeys = lostKeys;
  }

  /** What Keyturn has ever made for the application. */
  public List<OurKey> ours(String tenantId, String applicationId) {
    return ledger.of(tenantId, applicationId);
  }

  /** What Entra lists for the application, ours and others'. */
  public Attempt<List<EntraKey>> atEntra(String tenantId, String applicationId) {
    return graph.keys(tenantId, applicationId);
  }

  /**
   * Of ours, the ones that this version has replaced: asked for before it was made. Nothing that is
   * newer, even where that one never came through.
   *
   * @param createdAt when Key Vault made the version
   */
  public static List<OurKey> replacedBy(
      List<OurKey> ours, SecretVersion carried, Instant createdAt) {
    Instant since =
        ours.stream()
            .filter(key -> key.stored().filter(carried::equals).isPresent())
            .map(OurKey::askedAt)
            .findFirst()
            .orElse(createdAt);
    return ours.stream()
        .filter(OurKey::isInUse)
        .filter(key -> key.stored().filter(carried::equals).isEmpty())
        .filter(key -> key.askedAt().isBefore(since))
        .toList();
  }

  /** Of ours, the ones that Key Vault has and that are still at Entra. */
  public static List<OurKey> inUse(List<OurKey> ours) {
    return ours.stream().filter(OurKey::isInUse).toList();
  }

  /** Every connection has been verified with a newer one; said once, the first time counts. */
  public void replaced(List<OurKey> old, Notes notes) {
    notes.save(() -> ledger.replaced(old));
  }

  /**
   * Removes them, and whatever of ours was lost on the way. Doing it again is the same as once.
   *
   * @return what the application has at Entra besides ours: reported, never removed
   */
  public Attempt<List<EntraKey>> remove(
      String tenantId,
      String applicationId,
      SecretLocation location,
      List<OurKey> old,
      Notes notes) {
    return graph
        .keys(tenantId, applicationId)
        .then(atEntra -> {
          for (OurKey key : old) {
            Attempt<@Nullable Void> removed =
                atEntra.stream().anyMatch(key::is)
                    ? graph.remove(tenantId, applicationId, key.keyId().orElseThrow())
                    : Attempt.done();
            if (!(removed instanceof Succeeded<?>)) {
              return removed.map(_ -> List.<EntraKey>of());
            }
            notes.tell(
                Step.RETIRE,
                Outcome.SUCCEEDED,
                null,
                "The old client secret \""
                    + key.displayName()
                    + "\" (key id "
                    + key.keyId().orElseThrow()
                    + ") was removed at Entra; nobody can sign in with it any more.");
            notes.save(() -> ledger.removed(key.displayName()));
          }
          return lostKeys
              .settle(tenantId, applicationId, location, notRemoved(atEntra, old), notes)
              .map(_ -> foreign(atEntra, ledger.of(tenantId, applicationId)));
        });
  }

  private static List<EntraKey> notRemoved(List<EntraKey> atEntra, List<OurKey> removed) {
    return atEntra.stream().filter(key -> removed.stream().noneMatch(our -> our.is(key))).toList();
  }

  private static List<EntraKey> foreign(List<EntraKey> atEntra, List<OurKey> ours) {
    return atEntra.stream()
        .filter(key ->
            ours.stream()
                .noneMatch(our -> our.is(key) || our.displayName().equals(key.displayName())))
        .toList();
  }

  /** What the application has at Entra besides ours. */
  public Attempt<List<EntraKey>> foreign(String tenantId, String applicationId) {
    return graph
        .keys(tenantId, applicationId)
        .map(atEntra -> foreign(atEntra, ledger.of(tenantId, applicationId)));
  }

  /** When the overlap may begin to count; empty when it has not begun. */
  public static Optional<Instant> replacedSince(List<OurKey> old) {
    return old.stream().anyMatch(key -> key.replacedAt().isEmpty())
        ? Optional.empty()
        : old.stream().flatMap(key -> key.replacedAt().stream()).max(Instant::compareTo);
  }
}
