package io.keyturn.worker.rotation;

import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes rotations into the journal. */
public final class Arrivals {

  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;

  Arrivals(Journal journal, Lanes lanes, RotationOutput output) {
    this.journal = journal;
    this.lanes = lanes;
    this.output = output;
  }

  /**
   * Part of the caller's transaction. A rotation that the journal has already is passed over, so
   * the same batch may come again (FAULT-1).
   */
  public void store(List<Rotation> rotations) {
    if (rotations.isEmpty()) {
      return;
    }
    List<Rotation> fresh = journal.insert(rotations);
    output.write(fresh.stream().map(Arrivals::received).toList());
    lanes.makeDueFirst(lanes(fresh.stream().filter(Rotation::emergency)));
    lanes.makeDue(lanes(fresh.stream()));
  }

  private static Set<Lane.Key> lanes(Stream<Rotation> rotations) {
    return rotations
        .map(rotation -> new Lane.Key(rotation.tenantId(), rotation.applicationId()))
        .collect(Collectors.toSet());
  }

  private static RotationOutput.Lines received(Rotation rotation) {
    return new RotationOutput.Lines(
        rotation.id(),
        rotation.tenantId(),
        rotation.applicationId(),
        1,
        rotation.cause().map(Object::toString).orElse(null),
        List.of(
            new RotationOutput.Entry(
                Step.RECEIVE, null, Outcome.SUCCEEDED, null, told(rotation), null)));
  }

  private static String told(Rotation rotation) {
    return (rotation.plan() ? "Only a plan; nothing is made or written. " : "")
        + (rotation.emergency() ? "After a leak" + deadline(rotation) + ". " : "")
        + news(rotation);
  }

  private static String deadline(Rotation rotation) {
    return rotation
        .retireBy()
        .map(at -> "; the old secret goes by " + at.truncatedTo(ChronoUnit.SECONDS))
        .orElse("");
  }

  private static String news(Rotation rotation) {
    return switch (rotation.trigger()) {
      case SECRET_RENEWED -> "The secret was renewed: " + version(rotation) + ".";
      case VAULT_NEW_VERSION -> "Key Vault has a new version: " + version(rotation) + ".";
      case VAULT_NEAR_EXPIRY -> "Key Vault says that the secret expires soon.";
      case VAULT_EXPIRED -> "Key Vault says that the secret has expired.";
      case PROPAGATE_REQUESTED -> "Requested: carry the current version of the secret.";
      case LATE_WRITE ->
          "A worker that stood still for a while may have written late, over a newer version. The"
              + " current version of the secret is carried again.";
      case RENEW_REQUESTED -> "Requested: make a new secret.";
    };
  }

  private static String version(Rotation rotation) {
    return rotation
        .secret()
        .map(secret -> "version " + secret.version() + " of " + secret.name())
        .orElse("the current version");
  }
}
