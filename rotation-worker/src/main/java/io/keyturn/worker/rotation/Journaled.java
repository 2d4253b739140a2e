package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.renewal.Notes;
import io.keyturn.worker.secret.ReadSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rotation under one lease, and what is on record of it. After a leak its connections are
 * worked on at the same time, so every method may be called by several threads.
 *
 * <p>What must be known to whoever takes over is saved before the call it names: {@link #proving},
 * {@link #updating}, {@link #updated} and the end. Everything else is only read again when it is
 * lost, so it is kept in mind and saved along with the next of those.
 */
final class Journaled implements Notes {

  private final Rotation rotation;
  private final Lane lane;
  private final Journal journal;
  private final Saves saves;
  private final WriteLease writeLease;
  private final Unsaved unsaved = new Unsaved();

  private final Map<UUID, BindingProgress> progress;
  private final Map<UUID, Reason> refusals = new HashMap<>();
  private @Nullable Reason firstRefusal;
  private Optional<SecretVersion> carried;
  private boolean progressedAtAll;
  private boolean moved;

  Journaled(Rotation rotation, Lane lane, Journal journal, Lanes lanes, Saves saves) {
    this.rotation = rotation;
    this.lane = lane;
    this.journal = journal;
    this.saves = saves;
    this.writeLease = new WriteLease(lanes, lane.lease());
    this.carried =
        rotation.state() == RotationState.APPLYING ? rotation.secret() : Optional.empty();
    // News that has just come in has no progress yet.
    this.progress =
        rotation.state() == RotationState.RECEIVED && rotation.attempt() == 0
            ? new HashMap<>()
            : journal.progress(rotation.id());
  }

  Rotation rotation() {
    return rotation;
  }

  Lane lane() {
    return lane;
  }

  Lease lease() {
    return lane.lease();
  }

  /** Whether a write has begun here that is not journaled as done; then it may have been made. */
  synchronized boolean writeUnderWay() {
    return writeLease.mayHaveWritten();
  }

  synchronized Map<UUID, BindingProgress> progress() {
    return Map.copyOf(progress);
  }

  /** Every connection that it had to do with has been verified; what is left is the old secret. */
  synchronized boolean hasOnlyToRetire() {
    return !progress.isEmpty()
        && progress.values().stream().allMatch(BindingProgress.VERIFIED::equals);
  }

  /** Whether the last time it had to wait was for that already, without any progress since. */
  boolean hasWaitedFor(Reason reason) {
    return rotation.lastReason().filter(reason::equals).isPresent();
  }

  /** Why the first refused binding was refused. */
  synchronized Reason firstRefusal() {
    return firstRefusal == null ? journal.firstRefusal(rotation.id()) : firstRefusal;
  }

  /** Tries since the last progress. */
  synchronized int attempt() {
    return progressedAtAll ? 0 : rotation.attempt();
  }

  /** Since when there has been no progress; empty while there is. */
  synchronized Optional<Instant> waitingSince() {
    return progressedAtAll ? Optional.empty() : rotation.waitingSince();
  }

  synchronized boolean alreadyHolds(Binding binding, String version) {
    return lane.holds(binding.id(), version);
  }

  /** The newest version whose way to the connections has begun. */
  synchronized Optional<KnownVersion> newest() {
    return lane.newest();
  }

  /** The version that is on its way; empty before it has been read. */
  synchronized Optional<SecretVersion> carried() {
    return carried;
  }

  /** What the connection held before; empty when it is not known. */
  Optional<String> previousVersion(Binding binding) {
    return journal.previousVersion(rotation.id(), binding.id());
  }

  /** When Keyturn saw last that what it had written there works; what is not saved yet is now. */
  synchronized Optional<Instant> verifiedAt(Binding binding) {
    return unsaved.holds(binding.id())
        ? Optional.empty()
        : journal.verifiedAt(rotation, binding.id());
  }

  /** How its connections have proved themselves since all of them were verified. */
  synchronized Probing.Passed probed() {
    return moved ? Probing.Passed.NONE : journal.probed(rotation.id());
  }

  /** On record with whatever is saved next: the wait for the next probe, or the end. */
  synchronized void probed(Probing.Passed passed) {
    if (passed.failed() && !journal.probed(rotation.id()).failed()) {
      progressing(); // patience begins here, not when the first probe passed
    }
    moved = false;
    unsaved.also(() -> journal.probed(rotation.id(), passed));
  }

  /** Whether a line of the output has this reason, in an earlier run. */
  boolean hasTold(Reason reason) {
    return journal.hasTold(rotation.id(), reason);
  }

  synchronized void admitted(Binding binding, String because, Duration took) {
    reach(binding, BindingProgress.PENDING);
    line(Step.ADMIT, binding, Outcome.SUCCEEDED, null, because, took);
  }

  synchronized void read(SecretVersion version, Duration took) {
    progressing();
    unsaved.carries(version);
    carried = Optional.of(version);
    line(
        Step.READ,
        null,
        Outcome.SUCCEEDED,
        null,
        "Read version " + version.version() + " of " + version.name() + " from Key Vault.",
        took);
  }

  synchronized void proving(Binding binding) {
    reach(binding, BindingProgress.PROVING);
    flush();
  }

  synchronized void proved(Binding binding, String message, Duration took) {
    progressing();
    line(Step.PROVE, binding, Outcome.SUCCEEDED, null, message, took);
  }

  /** The write is about to begin; the lease is prolonged by this very save. */
  synchronized void updating(Binding binding, KnownVersion version) {
    reach(binding, BindingProgress.UPDATING);
    Instant until = writeLease.fromNow();
    unsaved.begins(new Save.Begins(version, until));
    lane.held(binding.id())
        .filter(held -> !held.equals(version.version().version()))
        .ifPresent(held -> unsaved.heldBefore(binding.id(), held));
    unsaved.uncertain(binding.id());
    flush();
    writeLease.prolonged(until);
  }

  /**
   * The very next thing is the write.
   *
   * @throws LeaseLost when another worker has taken the lane; then nothing is written
   */
  synchronized Attempt<@Nullable Void> aboutToWrite(Binding binding) {
    writeLease.aboutToWrite(binding.id());
    return Attempt.done();
  }

  /** Azure DevOps did not even look at the write. */
  synchronized void notCarriedOut(Binding binding, BindingProgress before) {
    reach(binding, before);
    writeLease.over(binding.id());
  }

  synchronized void updated(Binding binding, String message, Duration took) {
    progressing();
    reach(binding, BindingProgress.UPDATED);
    line(Step.UPDATE, binding, Outcome.SUCCEEDED, null, message, took);
    flush();
    writeLease.over(binding.id());
  }

  synchronized void verified(Binding binding, ReadSecret secret, String message, Duration took) {
    progressing();
    reach(binding, BindingProgress.VERIFIED);
    unsaved.holds(binding.id(), secret.version().version());
    line(Step.VERIFY, binding, Outcome.SUCCEEDED, null, message, took, expiryOf(secret));
  }

  /** As Key Vault or the news has it, the sooner of them. */
  private @Nullable Instant expiryOf(ReadSecret secret) {
    return Stream.concat(
            secret.expiresOn().stream(),
            rotation.trigger().announcesVersion() ? rotation.expiresOn().stream() : Stream.empty())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /**
   * The version before is about to be written back. It is no version on its way: what counts as
   * newest stays what it is.
   */
  synchronized void restoring(Binding binding) {
    reach(binding, BindingProgress.UPDATING);
    unsaved.uncertain(binding.id());
    flush();
    writeLease.prolong();
  }

  /** The connection works again, with the version before; this rotation has failed in it. */
  synchronized void restored(Binding binding, ReadSecret before, String message) {
    refusals.put(binding.id(), Reason.PREVIOUS_SECRET_RESTORED);
    reach(binding, BindingProgress.FAILED);
    unsaved.holds(binding.id(), before.version().version());
    line(
        Step.VERIFY,
        binding,
        Outcome.FAILED,
        Reason.PREVIOUS_SECRET_RESTORED,
        message,
        null,
        before.expiresOn().orElse(null));
    flush();
    writeLease.over(binding.id());
  }

  synchronized void alreadyHeld(Binding binding, ReadSecret secret, String message) {
    reach(binding, BindingProgress.VERIFIED);
    line(
        Step.UPDATE,
        binding,
        Outcome.SKIPPED,
        Reason.ALREADY_HELD,
        message,
        null,
        expiryOf(secret));
  }

  /**
   * This binding ends here; the others go on.
   *
   * @param before how far it had come before the call that was refused
   */
  synchronized void refused(
      Binding binding, Step step, BindingProgress before, Reason reason, String why) {
    boolean written = before.mayHaveBeenWritten();
    refusals.put(binding.id(), reason);
    if (firstRefusal == null && !written) {
      firstRefusal = reason;
    }
    reach(binding, written ? BindingProgress.FAILED : BindingProgress.REFUSED);
    line(step, binding, written ? Outcome.FAILED : Outcome.REFUSED, reason, why, null);
  }

  /** A wait is over that was meant to be: what follows has all its patience. */
  synchronized void waitedAsPlanned(Reason reason) {
    if (hasWaitedFor(reason)) {
      progressing();
    }
  }

  @Override
  public synchronized void save(Runnable change) {
    lane.makesSecrets();
    unsaved.also(change);
    flush();
  }

  /** What was kept in mind so far is on disk when this returns. */
  synchronized void putOnRecord() {
    flush();
  }

  /** Saved along with the end of this rotation, which leaves the rest to a newer one. */
  synchronized void passOnEmergency() {
    if (rotation.emergency()) {
      unsaved.also(() -> journal.inheritEmergency(rotation));
    }
  }

  @Override
  public synchronized void tell(
      Step step, Outcome outcome, @Nullable Reason reason, String message) {
    if (outcome == Outcome.SUCCEEDED) {
      progressing();
    }
    line(step, null, outcome, reason, message, null);
  }

  synchronized void remark(Step step, Outcome outcome, Reason reason, String message) {
    line(step, null, outcome, reason, message, null);
  }

  /** About one connection, and nothing that moves it. */
  synchronized void remark(
      Binding binding, Step step, Outcome outcome, Reason reason, String message) {
    line(step, binding, outcome, reason, message, null);
  }

  /** A line of a plan. */
  synchronized void planned(
      Step step,
      @Nullable Binding binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Planned planned) {
    unsaved.line(
        new RotationOutput.Entry(
            step,
            binding == null ? null : binding.id(),
            outcome,
            reason,
            message,
            null,
            planned,
            null));
  }

  /**
   * The last save: what was kept in mind, the end, and one more line.
   *
   * @param release gives the lane back along with it
   */
  synchronized void conclude(
      RotationState as,
      @Nullable Reason reason,
      Save.@Nullable DeadLetter deadLetter,
      LateWrites.@Nullable Repair repair,
      RotationOutput.Entry line,
      boolean release) {
    unsaved.line(line);
    save(as, new Save.Wait(null, reason), deadLetter, repair, release);
  }

  /**
   * The rotation has to wait; told once for a wait, however many tries it takes.
   *
   * @param release gives the lane back along with it
   */
  synchronized void waits(
      Instant nextAttemptAt, Reason reason, Optional<RotationOutput.Entry> told, boolean release) {
    told.ifPresent(unsaved::line);
    save(null, new Save.Wait(nextAttemptAt, reason), null, null, release);
  }

  private void flush() {
    save(null, null, null, null, false);
  }

  private void save(
      @Nullable RotationState end,
      Save.@Nullable Wait wait,
      Save.@Nullable DeadLetter deadLetter,
      LateWrites.@Nullable Repair repair,
      boolean release) {
    Save save =
        new Save(
            lane.lease(),
            unsaved.of(rotation.id(), end, wait),
            unsaved.bindings(progress, refusals),
            unsaved.lines(),
            unsaved.begins(),
            deadLetter,
            repair,
            release,
            unsaved.also());
    saves.save(save);
    lane.saved(save);
    unsaved.clear();
  }

  private void progressing() {
    unsaved.progressed();
    progressedAtAll = true;
  }

  private void reach(Binding binding, BindingProgress reached) {
    progress.put(binding.id(), reached);
    unsaved.changed(binding.id());
    moved = true;
  }

  private void line(
      Step step,
      @Nullable Binding binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took) {
    line(step, binding, outcome, reason, message, took, null);
  }

  private void line(
      Step step,
      @Nullable Binding binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Duration took,
      @Nullable Instant secretExpiresOn) {
    unsaved.line(
        new RotationOutput.Entry(
            step,
            binding == null ? null : binding.id(),
            outcome,
            reason,
            message,
            took,
            null,
            secretExpiresOn));
  }
}
