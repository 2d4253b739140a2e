package io.keyturn.worker.rotation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is on record of one application while its lane is ours. It was read when the lane was taken
 * and is kept up with each save, because nobody else writes it meanwhile.
 */
final class Lane {

  private final Lease lease;
  private final Map<UUID, String> held;
  private Optional<KnownVersion> newest;
  private boolean ownSecrets;

  /**
   * @param held version by binding
   */
  Lane(Lease lease, Map<UUID, String> held) {
    this.lease = lease;
    this.held = new HashMap<>(held);
    this.newest = lease.newest();
    this.ownSecrets = lease.ownSecrets();
  }

  /** Whose lane it is. */
  record Key(String tenantId, String applicationId) {

    static Key of(Lease lease) {
      return new Key(lease.tenantId(), lease.applicationId());
    }
  }

  Lease lease() {
    return lease;
  }

  /** The newest version whose way to the connections has begun. */
  Optional<KnownVersion> newest() {
    return newest;
  }

  /** Whether Keyturn may have made a secret of that application. */
  boolean ownSecrets() {
    return ownSecrets;
  }

  /** From now on it may have. */
  void makesSecrets() {
    ownSecrets = true;
  }

  /** Whether that connection holds this version and has been verified with it. */
  boolean holds(UUID bindingId, String version) {
    return version.equals(held.get(bindingId));
  }

  /** The version that it holds and has been verified with; empty when that is not known. */
  Optional<String> held(UUID bindingId) {
    return Optional.ofNullable(held.get(bindingId));
  }

  void saved(Save save) {
    if (save.begins() != null) {
      newest = Optional.of(save.begins().version());
    }
    save.bindings()
        .forEach(binding -> {
          if (binding.uncertain()) {
            held.remove(binding.id());
          }
          @Nullable String version = binding.holds();
          if (version != null) {
            held.put(binding.id(), version);
          }
        });
  }
}
