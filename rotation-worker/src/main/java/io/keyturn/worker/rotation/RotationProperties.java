package io.keyturn.worker.rotation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the worker works; the defaults are in {@code rotation-worker.yml}.
 *
 * @param inFlight rotations under way at once, at most
 * @param poll how long the worker sleeps at most before it looks for due rotations
 * @param outboxPoll the same for records on their way to Kafka
 * @param lease after which other workers take over what this one has stopped working on; well above
 *     the longest call
 * @param lateWrite how long after a lane was lost a request of its former worker may still arrive
 *     at Azure DevOps: its timeout and the longest delay there
 * @param shutdown how long running rotations may take to end when the worker is stopped
 * @param firstWait after a first failure; doubles with each further one
 * @param longestWait the most it doubles to
 * @param proofPatience how long Entra or a registry may take to accept a new secret
 * @param patience how long anything else may take before the rotation has failed
 * @param retirementProbes how often in a row every connection has to work before an old secret goes
 * @param retirementProbeInterval how long lies between two of them
 */
@ConfigurationProperties("keyturn.rotation")
record RotationProperties(
    int inFlight,
    Duration poll,
    Duration outboxPoll,
    Duration lease,
    Duration lateWrite,
    Duration shutdown,
    Duration firstWait,
    Duration longestWait,
    Duration proofPatience,
    Duration patience,
    int retirementProbes,
    Duration retirementProbeInterval) {

  RotationProperties {
    if (inFlight < 1) {
      throw new IllegalArgumentException("keyturn.rotation.in-flight must be at least 1");
    }
    var _ = new Probing(retirementProbes, retirementProbeInterval); // or it says what is wrong
  }

  Probing probing() {
    return new Probing(retirementProbes, retirementProbeInterval);
  }

  Pace pace() {
    return new Pace(firstWait, longestWait, proofPatience, patience);
  }
}
