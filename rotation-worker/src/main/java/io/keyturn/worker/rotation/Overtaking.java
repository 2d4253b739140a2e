package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
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
        .filter(rotation -> isElsewhereThan(current.get(), rotation.secret().orElseThrow()))
        .toList();
  }

  private static boolean isElsewhereThan(SecretVersion current, SecretVersion other) {
    return other.vaultUrl().equals(current.vaultUrl())
        && other.name().equals(current.name())
        && !other.version().equals(current.version());
  }
}
