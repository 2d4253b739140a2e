package io.keyturn.worker.rotation;

/**
 * Another worker has taken the lane over while this one was away. Whatever this worker meant to
 * save is not saved; the other one goes on from the journal.
 */
public final class LeaseLost extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLost(Lease lease) {
    super(
        "the lease on " + lease.tenantId() + "/" + lease.applicationId() + " was taken over",
        null,
        false,
        false);
  }
}
