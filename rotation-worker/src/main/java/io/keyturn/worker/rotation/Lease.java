package io.keyturn.worker.rotation;

import java.time.Instant;
import java.util.Optional;

/**
 * The right to work on one application's rotations for a while.
 *
 * @param fence grows with each lease of that lane; every save carries it
 * @param until as of the moment it was given; heartbeats move it on in the database
 * @param newest the version whose way to the connections had begun last, as of that moment too;
 *     only whoever holds the lease begins another
 * @param lateWrite what a worker that lost this lane may still have under way
 * @param decisionsWait whether an operator has decided something about its rotations
 * @param ownSecrets whether Keyturn had ever asked Entra for a secret of that application
 */
public record Lease(
    String tenantId,
    String applicationId,
    String owner,
    long fence,
    Instant until,
    Optional<KnownVersion> newest,
    Optional<LateWrite> lateWrite,
    boolean decisionsWait,
    boolean ownSecrets) {

  /**
   * @param until when nothing of it can arrive at Azure DevOps any more
   * @param version that it carries; empty when there may be several
   */
  public record LateWrite(Instant until, Optional<String> version) {}
}
