package io.keyturn.worker.rotation;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The lease while connections are written. Azure DevOps has no ETag, so it has to outlive each
 * request.
 */
final class WriteLease {

  private final Lanes lanes;
  private final Lease lease;
  private final Set<UUID> underWay = new HashSet<>();
  private Instant until;

  WriteLease(Lanes lanes, Lease lease) {
    this.lanes = lanes;
    this.lease = lease;
    this.until = lease.until();
  }

  /** Until when it is ours if a save prolongs it now. */
  Instant fromNow() {
    return lanes.leaseFromNow();
  }

  /** A save has prolonged it. */
  void prolonged(Instant newUntil) {
    until = newUntil;
  }

  /**
   * @throws LeaseLost when another worker has taken it
   */
  void prolong() {
    until = lanes.prolong(lease);
  }

  /**
   * The very next thing is the write. Reading and proving before it may have taken long, so the
   * lease is looked at once more.
   *
   * @throws LeaseLost when another worker has taken it; then nothing is written
   */
  void aboutToWrite(UUID binding) {
    if (!lanes.outlivesAWrite(until)) {
      prolong();
    }
    underWay.add(binding);
  }

  /** That write is on record, or was not made. */
  void over(UUID binding) {
    underWay.remove(binding);
  }

  /** Whether a write has begun that is not journaled as done; then it may have been made. */
  boolean mayHaveWritten() {
    return !underWay.isEmpty();
  }
}
