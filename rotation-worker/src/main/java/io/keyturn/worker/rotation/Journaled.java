package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Lanes.KnownVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One rotation under one lease, and what is on record of it.
 *
 * <p>What must be known to whoever takes over is saved before the call it names: {@link #proving},
 * {@link #updating}, {@link #updated} and the end. Everything else is only read again when it is
 * lost, so it is kept in mind and saved along with the next of those, in one transaction that first
 * makes sure the lease is still ours.
 */
final class Journaled {

  private final Rotation rotation;
  private final Lease lease;
  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;
  private final TransactionTemplate transaction;
  private boolean writeUnderWay;
  private Instant leaseUntil;

  private final Map<UUID, BindingProgress> progress;
  private final Map<UUID, Reason> refusals = new HashMap<>();
  private final Set<UUID> changed = new HashSet<>();
  private final List<Runnable> changes = new ArrayList<>();
  private final List<RotationOutput.Entry> lines = new ArrayList<>();
  private boolean progressed;
  private @Nullable Reason firstRefusal;

  Journaled(
      Rotation rotation,
      Lease lease,
      Journal journal,
      Lanes lanes,
      RotationOutput output,
      TransactionTemplate transaction) {
    this.rotation = rotation;
    this.lease = lease;
    this.journal = journal;
    this.lanes = lanes;
    this.output = output;
    this.transaction = transaction;
    this.leaseUntil = lease.until();
    // News that has just come in has no progress yet.
    this.progress =
        rotation.state() == RotationState.RECEIVED && rotation.attempt() == 0
            ? new HashMap<>()
            : journal.progress(rotation.id());
  }

  Rotation rotation() {
    return rotation;
  }

  Lease lease() {
    return lease;
  }

  /** Whether a write has begun here that is not journaled as done; then it may have been made. */
  boolean writeUnderWay() {
    return writeUnderWay;
  }

  Map<UUID, BindingProgress> progress() {
    return Map.copyOf(progress);
  }

  /** Whether the last time it had to wait was for that already, without any progress since. */
  boolean hasWaitedFor(Reason reason) {
    return rotation.lastReason().filter(reason::equals).isPresent();
  }

  /** Why the first refused binding was refused. */
  Reason firstRefusal() {
    return firstRefusal == null ? journal.firstRefusal(rotation.id()) : firstRefusal;
  }

  boolean alreadyHolds(Binding binding, String version) {
    return journal.versionHeld(rotation, binding.id()).filter(version::equals).isPresent();
  }

  /** The newest version whose way to the connections has begun. */
  Optional<KnownVersion> newest() {
    return lanes.newest(lease);
  }

  void admitted(Binding binding, String because, Duration took) {
    reach(binding, BindingProgress.PENDING);
    line(Step.ADMIT, binding, Outcome.SUCCEEDED, null, because, took);
  }

  void read(SecretVersion version, Duration took) {
    progressed = true;
    changes.add(() -> journal.apply(rotation.id(), version));
    line(
        Step.READ,
        null,
        Outcome.SUCCEEDED,
        null,
        "Read version " + version.version() + " of " + version.name() + " from Key Vault.",
        took);
  }

  void proving(Binding binding) {
    reach(binding, BindingProgress.PROVING);
    flush();
  }

  void proved(Binding binding, String message, Duration took) {
    progressed = true;
    line(Step.PROVE, binding, Outcome.SUCCEEDED, null, message, took);
  }

  /**
   * The write is about to begin. Azure DevOps has no ETag, so the lease has to outlive the request:
   * it is extended in this very transaction.
   */
  void updating(Binding binding, KnownVersion version) {
    reach(binding, BindingProgress.UPDATING);
    changes.add(() -> leaseUntil = lanes.beginVersion(lease, version));
    changes.add(() -> journal.connectionUncertain(rotation, binding.id()));
    flush();
  }

  /**
   * The very next thing is the write. Reading and proving before it may have taken long, so the
   * lease is looked at once more: it has to outlive the request.
   *
   * @throws LeaseLost when another worker has taken it; then nothing is written
   */
  Attempt<@Nullable Void> aboutToWrite() {
    if (!lanes.outlivesAWrite(leaseUntil)) {
      leaseUntil = lanes.prolong(lease);
    }
    writeUnderWay = true;
    return Attempt.done();
  }

  /** Azure DevOps did not even look at the write. */
  void notCarriedOut(Binding binding, BindingProgress before) {
    reach(binding, before);
    writeUnderWay = false;
  }

  void updated(Binding binding, String message, Duration took) {
    progressed = true;
    reach(binding, BindingProgress.UPDATED);
    line(Step.UPDATE, binding, Outcome.SUCCEEDED, null, message, took);
    flush();
    writeUnderWay = false;
  }

  void verified(Binding binding, String version, String message, Duration took) {
    progressed = true;
    reach(binding, BindingProgress.VERIFIED);
    changes.add(() -> journal.connectionHolds(rotation, binding.id(), version));
    line(Step.VERIFY, binding, Outcome.SUCCEEDED, null, message, took);
  }

  void alreadyHeld(Binding binding, String message) {
    reach(binding, BindingProgress.VERIFIED);
    line(Step.UPDATE, binding, Outcome.SKIPPED, Reason.ALREADY_HELD, message, null);
  }

  /**
   * This binding ends here; the others go on.
   *
   * @param before how far it had come before the call that was refused
   */
  void refused(Binding binding, Step step, BindingProgress before, Reason reason, String why) {
    boolean written = before.mayHaveBeenWritten();
    refusals.put(binding.id(), reason);
    if (firstRefusal == null && !written) {
      firstRefusal = reason;
    }
    reach(binding, written ? BindingProgress.FAILED : BindingProgress.REFUSED);
    line(step, binding, written ? Outcome.FAILED : Outcome.REFUSED, reason, why, null);
  }

  void remark(Step step, Outcome outcome, Reason reason, String message) {
    line(step, null, outcome, reason, message, null);
  }

  /** The last save: what was kept in mind, this change, and one more line. */
  void conclude(Runnable change, RotationOutput.Entry line) {
    changes.add(change);
    lines.add(line);
    flush();
  }

  /** The rotation has to wait; told once for a wait, however many tries it takes. */
  void waits(Runnable change, Optional<RotationOutput.Entry> told) {
    changes.add(change);
    told.ifPresent(lines::add);
    flush();
  }

  /** Saves what was kept in mind, if there is anything. */
  void flush() {
    if (changes.isEmpty() && lines.isEmpty() && changed.isEmpty() && !progressed) {
      return;
    }
    transaction.executeWithoutResult(_ -> {
      lanes.hold(lease);
      changed.forEach(id ->
          journal.saveProgress(
              rotation.id(),
              id,
              progress.getOrDefault(id, BindingProgress.PENDING),
              refusals.get(id)));
      changes.forEach(Runnable::run);
      if (progressed) {
        journal.progressed(rotation.id());
      }
      output.write(rotation.id(), lines);
    });
    changed.clear();
    changes.clear();
    lines.clear();
    progressed = false;
  }

  private void reach(Binding binding, BindingProgress reached) {
    progress.put(binding.id(), reached);
    changed.add(binding.id());
  }

  private void line(
      Step step,
      @Nullable Binding binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took) {
    lines.add(
        new RotationOutput.Entry(
            step, binding == null ? null : binding.id(), outcome, reason, message, took));
  }
}
