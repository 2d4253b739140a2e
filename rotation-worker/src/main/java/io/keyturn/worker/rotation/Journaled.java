package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.renewal.Notes;
import io.keyturn.worker.secret.ReadSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rotation under one lease, and what is on record of it.
 *
 * <p>What must be known to whoever takes over is saved before the call it names: {@link #proving},
 * {@link #updating}, {@link #updated} and the end. Everything else is only read again when it is
 * lost, so it is kept in mind and saved along with the next of those.
 */
final class Journaled implements Notes {

  private final Rotation rotation;
  private final Lane lane;
  private final Journal journal;
  private final Lanes lanes;
  private final Saves saves;
  private boolean writeUnderWay;
  private Instant leaseUntil;
  private boolean progressedAtAll;

  private final Map<UUID, BindingProgress> progress;
  private final Map<UUID, Reason> refusals = new HashMap<>();
  private @Nullable Reason firstRefusal;

  private final Set<UUID> changed = new HashSet<>();
  private final Set<UUID> uncertain = new HashSet<>();
  private final Map<UUID, String> holds = new HashMap<>();
  private final Map<UUID, String> previous = new HashMap<>();
  private final List<RotationOutput.Entry> lines = new ArrayList<>();
  private @Nullable SecretVersion version;
  private Save.@Nullable Begins begins;
  private boolean progressed;
  private final List<Runnable> also = new ArrayList<>();
  private Optional<SecretVersion> carried;

  Journaled(Rotation rotation, Lane lane, Journal journal, Lanes lanes, Saves saves) {
    this.rotation = rotation;
    this.lane = lane;
    this.journal = journal;
    this.lanes = lanes;
    this.saves = saves;
    this.leaseUntil = lane.lease().until();
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
  boolean writeUnderWay() {
    return writeUnderWay;
  }

  Map<UUID, BindingProgress> progress() {
    return Map.copyOf(progress);
  }

  /** Every connection that it had to do with has been verified; what is left is the old secret. */
  boolean hasOnlyToRetire() {
    return !progress.isEmpty()
        && progress.values().stream().allMatch(BindingProgress.VERIFIED::equals);
  }

  /** Whether the last time it had to wait was for that already, without any progress since. */
  boolean hasWaitedFor(Reason reason) {
    return rotation.lastReason().filter(reason::equals).isPresent();
  }

  /** Why the first refused binding was refused. */
  Reason firstRefusal() {
    return firstRefusal == null ? journal.firstRefusal(rotation.id()) : firstRefusal;
  }

  /** Tries since the last progress. */
  int attempt() {
    return progressedAtAll ? 0 : rotation.attempt();
  }

  /** Since when there has been no progress; empty while there is. */
  Optional<Instant> waitingSince() {
    return progressedAtAll ? Optional.empty() : rotation.waitingSince();
  }

  boolean alreadyHolds(Binding binding, String version) {
    return lane.holds(binding.id(), version);
  }

  /** The newest version whose way to the connections has begun. */
  Optional<KnownVersion> newest() {
    return lane.newest();
  }

  void admitted(Binding binding, String because, Duration took) {
    reach(binding, BindingProgress.PENDING);
    line(Step.ADMIT, binding, Outcome.SUCCEEDED, null, because, took);
  }

  void read(SecretVersion version, Duration took) {
    progressing();
    this.version = version;
    carried = Optional.of(version);
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
    progressing();
    line(Step.PROVE, binding, Outcome.SUCCEEDED, null, message, took);
  }

  /**
   * The write is about to begin. Azure DevOps has no ETag, so the lease has to outlive the request:
   * it is prolonged by this very save.
   */
  void updating(Binding binding, KnownVersion version) {
    reach(binding, BindingProgress.UPDATING);
    Instant until = lanes.leaseFromNow();
    begins = new Save.Begins(version, until);
    lane.held(binding.id())
        .filter(held -> !held.equals(version.version().version()))
        .ifPresent(held -> previous.put(binding.id(), held));
    uncertain.add(binding.id());
    flush();
    leaseUntil = until;
  }

  /**
   * The very next thing is the write. Reading and proving before it may have taken long, so the
   * lease is looked at once more: it has to outlive the request.
   *
   * @throws LeaseLost when another worker has taken it; then nothing is written
   */
  Attempt<@Nullable Void> aboutToWrite() {
    if (!lanes.outlivesAWrite(leaseUntil)) {
      leaseUntil = lanes.prolong(lane.lease());
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
    progressing();
    reach(binding, BindingProgress.UPDATED);
    line(Step.UPDATE, binding, Outcome.SUCCEEDED, null, message, took);
    flush();
    writeUnderWay = false;
  }

  void verified(Binding binding, ReadSecret secret, String message, Duration took) {
    progressing();
    reach(binding, BindingProgress.VERIFIED);
    holds.put(binding.id(), secret.version().version());
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

  /** What the connection held before; empty when it is not known. */
  Optional<String> previousVersion(Binding binding) {
    return journal.previousVersion(rotation.id(), binding.id());
  }

  /**
   * The version before is about to be written back. It is no version on its way: what counts as
   * newest stays what it is.
   */
  void restoring(Binding binding) {
    reach(binding, BindingProgress.UPDATING);
    uncertain.add(binding.id());
    flush();
    leaseUntil = lanes.prolong(lane.lease());
  }

  /** The connection works again, with the version before; this rotation has failed in it. */
  void restored(Binding binding, ReadSecret before, String message) {
    refusals.put(binding.id(), Reason.PREVIOUS_SECRET_RESTORED);
    reach(binding, BindingProgress.FAILED);
    holds.put(binding.id(), before.version().version());
    line(
        Step.VERIFY,
        binding,
        Outcome.FAILED,
        Reason.PREVIOUS_SECRET_RESTORED,
        message,
        null,
        before.expiresOn().orElse(null));
    flush();
    writeUnderWay = false;
  }

  void alreadyHeld(Binding binding, ReadSecret secret, String message) {
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
  void refused(Binding binding, Step step, BindingProgress before, Reason reason, String why) {
    boolean written = before.mayHaveBeenWritten();
    refusals.put(binding.id(), reason);
    if (firstRefusal == null && !written) {
      firstRefusal = reason;
    }
    reach(binding, written ? BindingProgress.FAILED : BindingProgress.REFUSED);
    line(step, binding, written ? Outcome.FAILED : Outcome.REFUSED, reason, why, null);
  }

  /** The version that is on its way; empty before it has been read. */
  Optional<SecretVersion> carried() {
    return carried;
  }

  /** A wait is over that was meant to be: what follows has all its patience. */
  void waitedAsPlanned(Reason reason) {
    if (hasWaitedFor(reason)) {
      progressing();
    }
  }

  @Override
  public void save(Runnable change) {
    also.add(change);
    flush();
  }

  @Override
  public void tell(Step step, Outcome outcome, @Nullable Reason reason, String message) {
    if (outcome == Outcome.SUCCEEDED) {
      progressing();
    }
    line(step, null, outcome, reason, message, null);
  }

  void remark(Step step, Outcome outcome, Reason reason, String message) {
    line(step, null, outcome, reason, message, null);
  }

  /**
   * The last save: what was kept in mind, the end, and one more line.
   *
   * @param release gives the lane back along with it
   */
  void conclude(
      RotationState as,
      @Nullable Reason reason,
      Save.@Nullable DeadLetter deadLetter,
      LateWrites.@Nullable Repair repair,
      RotationOutput.Entry line,
      boolean release) {
    lines.add(line);
    save(as, null, reason, deadLetter, repair, release);
  }

  /**
   * The rotation has to wait; told once for a wait, however many tries it takes.
   *
   * @param release gives the lane back along with it
   */
  void waits(
      Instant nextAttemptAt, Reason reason, Optional<RotationOutput.Entry> told, boolean release) {
    told.ifPresent(lines::add);
    save(state(), nextAttemptAt, reason, null, null, release);
  }

  private void flush() {
    save(state(), null, null, null, null, false);
  }

  private @Nullable RotationState state() {
    return version == null ? null : RotationState.APPLYING;
  }

  private void save(
      @Nullable RotationState to,
      @Nullable Instant nextAttemptAt,
      @Nullable Reason reason,
      Save.@Nullable DeadLetter deadLetter,
      LateWrites.@Nullable Repair repair,
      boolean release) {
    Save save =
        new Save(
            lane.lease(),
            new Save.OfRotation(rotation.id(), to, version, progressed, nextAttemptAt, reason),
            changed.stream().map(this::reached).toList(),
            List.copyOf(lines),
            begins,
            deadLetter,
            repair,
            release,
            List.copyOf(also));
    saves.save(save);
    lane.saved(save);
    changed.clear();
    uncertain.clear();
    holds.clear();
    previous.clear();
    lines.clear();
    also.clear();
    version = null;
    begins = null;
    progressed = false;
  }

  private Save.OfBinding reached(UUID id) {
    return new Save.OfBinding(
        id,
        progress.getOrDefault(id, BindingProgress.PENDING),
        refusals.get(id),
        uncertain.contains(id),
        holds.get(id),
        previous.get(id));
  }

  private void progressing() {
    progressed = true;
    progressedAtAll = true;
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
    lines.add(
        new RotationOutput.Entry(
            step,
            binding == null ? null : binding.id(),
            outcome,
            reason,
            message,
            took,
            secretExpiresOn));
  }
}
