package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.target.OpenTarget;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives a connection the version back that it held before, when it was written, keeps failing with
 * the new one, and the one before still proves itself. A pipeline that works with an old secret is
 * better than one that does not work.
 */
final class WayBack {

  private final VaultSecrets secrets;
  private final Pace pace;
  private final Clock clock;

  WayBack(VaultSecrets secrets, Pace pace, Clock clock) {
    this.secrets = secrets;
    this.pace = pace;
    this.clock = clock;
  }

  /** Whether the rotation ends if it has to wait for that once more. */
  boolean patienceIsOver(Journaled journaled, Reason reason) {
    return journaled
        .waitingSince()
        .filter(since ->
            Duration.between(since, clock.instant()).compareTo(pace.patienceFor(reason)) > 0)
        .isPresent();
  }

  /**
   * Never after a leak: then the one before must not come back.
   *
   * @return false when there is no way back; then the connection is as it was written last
   */
  boolean restore(Journaled journaled, Binding binding, OpenTarget target, SecretVersion failing) {
    if (journaled.rotation().emergency()) {
      return false;
    }
    Optional<ReadSecret> before =
        journaled
            .previousVersion(binding)
            .map(version -> new SecretVersion(failing.vaultUrl(), failing.name(), version))
            .flatMap(version ->
                secrets.read(journaled.rotation().tenantId(), version)
                        instanceof Succeeded<ReadSecret>(ReadSecret read)
                    ? Optional.of(read)
                    : Optional.empty());
    if (before.isEmpty() || !(target.prove(before.get().value()) instanceof Succeeded<?>)) {
      return false;
    }
    journaled.restoring(binding);
    boolean works =
        target.update(before.get().value(), () -> journaled.aboutToWrite(binding))
                instanceof Succeeded<?>
            && target.verify(before.get().value()) instanceof Succeeded<?>;
    if (works) {
      String version = before.get().version().version();
      journaled.restored(
          binding,
          before.get(),
          binding.organization()
              + "/"
              + binding.projectName()
              + "/"
              + binding.connectionName()
              + " kept failing with version "
              + failing.version()
              + ". It holds version "
              + version
              + " again, as before, and works. Find out what the new one lacks, then request the"
              + " rotation again; keep the old secret valid until then.");
    }
    return works;
  }
}
