package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.output.RotationOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a rotation has come to know since its last save. */
final class Unsaved {

  private final Set<UUID> changed = new HashSet<>();
  private final Set<UUID> uncertain = new HashSet<>();
  private final Map<UUID, String> holds = new HashMap<>();
  private final Map<UUID, String> previous = new HashMap<>();
  private final List<RotationOutput.Entry> lines = new ArrayList<>();
  private final List<Runnable> also = new ArrayList<>();
  private @Nullable SecretVersion version;
  private Save.@Nullable Begins begins;
  private boolean progressed;

  void changed(UUID binding) {
    changed.add(binding);
  }

  /** A write is about to begin: what the connection holds is not known any more. */
  void uncertain(UUID binding) {
    uncertain.add(binding);
  }

  void holds(UUID binding, String version) {
    holds.put(binding, version);
  }

  boolean holds(UUID binding) {
    return holds.containsKey(binding);
  }

  /** The way back. */
  void heldBefore(UUID binding, String version) {
    previous.put(binding, version);
  }

  void line(RotationOutput.Entry line) {
    lines.add(line);
  }

  void also(Runnable change) {
    also.add(change);
  }

  void carries(SecretVersion carried) {
    version = carried;
  }

  void begins(Save.Begins write) {
    begins = write;
  }

  void progressed() {
    progressed = true;
  }

  /** How the rotation moves with it. */
  Save.OfRotation of(UUID rotation, @Nullable RotationState end, Save.@Nullable Wait wait) {
    return new Save.OfRotation(
        rotation,
        end != null ? end : version == null ? null : RotationState.APPLYING,
        version,
        progressed,
        wait == null ? null : wait.until(),
        wait == null ? null : wait.reason());
  }

  List<Save.OfBinding> bindings(Map<UUID, BindingProgress> progress, Map<UUID, Reason> refusals) {
    return changed.stream()
        .map(id ->
            new Save.OfBinding(
                id,
                progress.getOrDefault(id, BindingProgress.PENDING),
                refusals.get(id),
                uncertain.contains(id),
                holds.get(id),
                previous.get(id)))
        .toList();
  }

  List<RotationOutput.Entry> lines() {
    return List.copyOf(lines);
  }

  Save.@Nullable Begins begins() {
    return begins;
  }

  List<Runnable> also() {
    return List.copyOf(also);
  }

  /** It is on record. */
  void clear() {
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
}
