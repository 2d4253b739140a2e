package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.output.RotationOutput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one lane wants on record before it goes on: all of it, or nothing when the lease is lost.
 *
 * @param rotation null where only the lane is given back
 * @param repair where a former worker's request may still arrive after this
 * @param release gives the lane back; it becomes due when its next rotation is
 * @param also what else is to be on record, or not, along with it
 */
record Save(
    Lease lease,
    @Nullable OfRotation rotation,
    List<OfBinding> bindings,
    List<RotationOutput.Entry> lines,
    @Nullable Begins begins,
    @Nullable DeadLetter deadLetter,
    LateWrites.@Nullable Repair repair,
    boolean release,
    List<Runnable> also) {

  Save(
      Lease lease,
      @Nullable OfRotation rotation,
      List<OfBinding> bindings,
      List<RotationOutput.Entry> lines,
      @Nullable Begins begins,
      @Nullable DeadLetter deadLetter,
      LateWrites.@Nullable Repair repair,
      boolean release) {
    this(lease, rotation, bindings, lines, begins, deadLetter, repair, release, List.of());
  }

  /** Gives the lane back and says nothing else. */
  static Save release(Lease lease) {
    return new Save(lease, null, List.of(), List.of(), null, null, null, true);
  }

  /**
   * @param to null where it stays what it is
   * @param version what is carried, once it is known
   * @param progressed the count of tries and the patience start anew
   * @param nextAttemptAt when it has to wait: one more try is counted
   */
  record OfRotation(
      UUID id,
      @Nullable RotationState to,
      @Nullable SecretVersion version,
      boolean progressed,
      @Nullable Instant nextAttemptAt,
      @Nullable Reason reason) {

    boolean finishes() {
      return to != null && to.isFinished();
    }
  }

  /**
   * @param uncertain a write is about to begin: what the connection holds is forgotten
   * @param holds our own record of the version that the connection holds and works with
   * @param previous the version before, when it is known; the first one that is said stays
   */
  record OfBinding(
      UUID id,
      BindingProgress progress,
      @Nullable Reason reason,
      boolean uncertain,
      @Nullable String holds,
      @Nullable String previous) {}

  /** The rotation goes on then, or has ended for this reason where there is no time. */
  record Wait(@Nullable Instant until, @Nullable Reason reason) {}

  /**
   * A version is about to be written.
   *
   * @param leaseUntil the lease is prolonged along with it, so that it outlives the request
   */
  record Begins(KnownVersion version, Instant leaseUntil) {}

  /**
   * Of news that names nobody we know.
   *
   * @param origin where the news stands, as {@link Rotation#origin} has it
   */
  record DeadLetter(Reason reason, String why, String origin, Optional<String> originKey) {}
}
