package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Newest version wins. News arrives in any order, so what is newest is Key Vault's word: where
 * several rotations of one application wait, and one of them carries the version that is current,
 * the ones with other versions are overtaken and end without a call to Azure DevOps.
 */
final class Overtaking {

  private final VaultSecrets secrets;

  Overtaking(VaultSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Asks Key Vault only where there is something to decide. Empty when Key Vault does not answer or
   * its current version is none of these: then they run in their order, and {@code RotationFlow}
   * still refuses to write an older version after a newer one.
   */
  List<Rotation> overtaken(List<Rotation> unfinished) {
    List<Rotation> carrying =
        unfinished.stream().filter(rotation -> rotation.secret().isPresent()).toList();
    List<SecretVersion> versions =
        carrying.stream().flatMap(rotation -> rotation.secret().stream()).distinct().toList();
    if (versions.size() < 2) {
      return List.of();
    }
    SecretVersion latest = versions.getLast();
    SecretLocation location = new SecretLocation(latest.vaultUrl(), latest.name());
    Optional<SecretVersion> current =
        secrets.current(carrying.getLast().tenantId(), location)
                instanceof Succeeded<ReadSecret>(ReadSecret read)
            ? Optional.of(read.version())
            : Optional.empty();
    if (current.filter(versions::contains).isEmpty()) {
      return List.of();
    }
    return carrying.stream()
        .filter(rotation -> isAnotherVersionThan(current.get(), rotation.secret().orElseThrow()))
        .toList();
  }

  /**
   * Whether a newer version than this one has begun its way already. Where only the second of their
   * making could tell and does not, Key Vault's word counts again; this one yields in doubt.
   */
  Attempt<Boolean> isOvertaken(String tenantId, ReadSecret read, Optional<KnownVersion> newest) {
    SecretVersion version = read.version();
    Optional<KnownVersion> other =
        newest.filter(known -> isAnotherVersionThan(version, known.version()));
    if (other.isEmpty() || read.createdAt().isAfter(other.get().createdAt())) {
      return Attempt.succeeded(false);
    }
    if (read.createdAt().isBefore(other.get().createdAt())) {
      return Attempt.succeeded(true);
    }
    return switch (secrets.current(
        tenantId, new SecretLocation(version.vaultUrl(), version.name()))) {
      case Succeeded<ReadSecret>(ReadSecret current) ->
          Attempt.succeeded(!current.version().equals(version));
      case RetryLater<ReadSecret>(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Refused<ReadSecret> _ -> Attempt.succeeded(true);
    };
  }

  /** The same of a version that has not been read yet; asks nobody where there is no doubt. */
  Attempt<Boolean> isOvertaken(
      String tenantId, SecretVersion version, Optional<KnownVersion> newest) {
    return newest.filter(known -> isAnotherVersionThan(version, known.version())).isEmpty()
        ? Attempt.succeeded(false)
        : secrets.read(tenantId, version).then(read -> isOvertaken(tenantId, read, newest));
  }

  private static boolean isAnotherVersionThan(SecretVersion current, SecretVersion other) {
    return other.vaultUrl().equals(current.vaultUrl())
        && other.name().equals(current.name())
        && !other.version().equals(current.version());
  }
}
