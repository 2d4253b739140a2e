package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.rotation.Lanes.KnownVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One rotation under one lease. Each method is one transaction that first makes sure the lease is
 * still ours, then saves the step and its line of output together.
 */
final class Journaled {

  private final Rotation rotation;
  private final Lease lease;
  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;
  private final TransactionTemplate transaction;
  private boolean writeUnderWay;

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
  }

  Rotation rotation() {
    return rotation;
  }

  /** Whether a write has begun here that is not journaled as done; then it may have been made. */
  boolean writeUnderWay() {
    return writeUnderWay;
  }

  Map<UUID, BindingProgress> progress() {
    return journal.progress(rotation.id());
  }

  /** Why the first refused binding was refused. */
  Reason firstRefusal() {
    return journal.firstRefusal(rotation.id());
  }

  boolean alreadyHolds(Binding binding, String version) {
    return journal.versionHeld(rotation, binding.id()).filter(version::equals).isPresent();
  }

  /** The newest version whose way to the connections has begun. */
  Optional<KnownVersion> newest() {
    return lanes.newest(lease);
  }

  void admitted(Binding binding, String because, Duration took) {
    save(() -> {
      journal.saveProgress(rotation.id(), binding.id(), BindingProgress.PENDING, null);
      line(Step.ADMIT, binding, Outcome.SUCCEEDED, null, because, took);
    });
  }

  /** The rotation goes on: all that had to be admitted is. */
  void move(RotationState to) {
    save(() -> journal.move(rotation.id(), to));
  }

  void read(SecretVersion version, Duration took) {
    save(() -> {
      journal.pinVersion(rotation.id(), version);
      journal.move(rotation.id(), RotationState.APPLYING);
      journal.progressed(rotation.id());
      line(
          Step.READ,
          null,
          Outcome.SUCCEEDED,
          null,
          "Read version " + version.version() + " of " + version.name() + " from Key Vault.",
          took);
    });
  }

  void proving(Binding binding) {
    save(() -> journal.saveProgress(rotation.id(), binding.id(), BindingProgress.PROVING, null));
  }

  void proved(Binding binding, String message, Duration took) {
    save(() -> {
      journal.progressed(rotation.id());
      line(Step.PROVE, binding, Outcome.SUCCEEDED, null, message, took);
    });
  }

  /**
   * The write is about to begin. Azure DevOps has no ETag, so the lease has to outlive the request:
   * it is extended in this very transaction.
   */
  void updating(Binding binding, KnownVersion version) {
    save(() -> {
      lanes.extend(lease);
      lanes.beginVersion(lease, version);
      journal.connectionUncertain(rotation, binding.id());
      journal.saveProgress(rotation.id(), binding.id(), BindingProgress.UPDATING, null);
    });
    writeUnderWay = true;
  }

  void updated(Binding binding, String message, Duration took) {
    save(() -> {
      journal.progressed(rotation.id());
      journal.saveProgress(rotation.id(), binding.id(), BindingProgress.UPDATED, null);
      line(Step.UPDATE, binding, Outcome.SUCCEEDED, null, message, took);
    });
    writeUnderWay = false;
  }

  void verified(Binding binding, String version, String message, Duration took) {
    save(() -> {
      journal.progressed(rotation.id());
      journal.connectionHolds(rotation, binding.id(), version);
      journal.saveProgress(rotation.id(), binding.id(), BindingProgress.VERIFIED, null);
      line(Step.VERIFY, binding, Outcome.SUCCEEDED, null, message, took);
    });
  }

  void alreadyHeld(Binding binding, String message) {
    save(() -> {
      journal.saveProgress(rotation.id(), binding.id(), BindingProgress.VERIFIED, null);
      line(Step.UPDATE, binding, Outcome.SKIPPED, Reason.ALREADY_HELD, message, null);
    });
  }

  /**
   * This binding ends here; the others go on.
   *
   * @param before how far it had come before the call that was refused
   */
  void refused(Binding binding, Step step, BindingProgress before, Reason reason, String why) {
    boolean written = before.mayHaveBeenWritten();
    save(() -> {
      journal.saveProgress(
          rotation.id(),
          binding.id(),
          written ? BindingProgress.FAILED : BindingProgress.REFUSED,
          reason);
      Outcome outcome = written ? Outcome.FAILED : Outcome.REFUSED;
      line(step, binding, outcome, reason, why, null);
    });
  }

  void remark(Step step, Outcome outcome, Reason reason, String message) {
    save(() -> line(step, null, outcome, reason, message, null));
  }

  private void save(Runnable change) {
    transaction.executeWithoutResult(_ -> {
      lanes.hold(lease);
      change.run();
    });
  }

  private void line(
      Step step,
      @Nullable Binding binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took) {
    output.write(
        rotation.id(),
        new RotationOutput.Entry(
            step, binding == null ? null : binding.id(), outcome, reason, message, took));
  }
}
