package io.keyturn.worker.inspection;

import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.renewal.EntraKey;
import io.keyturn.worker.renewal.OurKey;
import io.keyturn.worker.target.SeenConnection;
import io.keyturn.worker.target.SeenConnection.Edit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a connection stands. In order: is it there; does it still hold a secret; is it still
 * of the kind and the application that was bound; is our client secret still at Entra; does what is
 * stored work; did somebody else save it after us. The first no is the answer.
 */
final class Judge {

  private final Duration settling;

  /**
   * @param settling how long after our own write a failing sign-in may be Entra's propagation
   */
  Judge(Duration settling) {
    this.settling = settling;
  }

  /**
   * @param keys what Entra lists for the application; asked when it matters
   * @return empty when nothing can be said now and the look is best repeated
   */
  Optional<Finding> judge(
      SeenConnection seen, OurRecord ours, Supplier<Attempt<List<EntraKey>>> keys, Instant now) {
    return switch (seen.facts().connection()) {
      case Succeeded<ConnectionFacts>(ConnectionFacts connection) ->
          ofConnection(connection, seen, ours, keys, now);
      case RetryLater<ConnectionFacts>(Reason reason, String why, Duration _) ->
          unknown(reason, why);
      case Refused<ConnectionFacts>(Reason reason, String why) ->
          Optional.of(
              reason == Reason.CONNECTION_NOT_FOUND || reason == Reason.PROJECT_NOT_FOUND
                  ? gone(seen, reason)
                  : new Finding(
                      InspectionState.UNKNOWN,
                      reason,
                      why,
                      "Until this is mended nobody looks at the connection, and rotations will be"
                          + " refused for the same reason."));
    };
  }

  private Optional<Finding> ofConnection(
      ConnectionFacts connection,
      SeenConnection seen,
      OurRecord ours,
      Supplier<Attempt<List<EntraKey>>> keys,
      Instant now) {
    Optional<OurRecord.Held> held = ours.held(seen.facts().binding().id());
    Optional<Edit> somebodys =
        seen.lastEdit()
            .filter(edit -> held.filter(it -> edit.at().isAfter(it.verifiedAt())).isPresent())
            .filter(_ -> !seen.lastEditWasOurs());
    if (holdsNoSecret(connection)) {
      return Optional.of(converted(seen, connection).by(bySomebodyElse(seen)));
    }
    Optional<Declined> other = BindingChecks.ofTheConnection(seen.facts(), connection);
    if (other.isPresent()) {
      return Optional.of(
          new Finding(
                  InspectionState.CHANGED,
                  other.get().reason(),
                  other.get().why(),
                  "Correct the connection in Azure DevOps, or delete the binding.")
              .by(bySomebodyElse(seen)));
    }
    Verdict verdict = ofKey(seen, ours, keys, now);
    if (verdict instanceof Fine) {
      verdict = ofSignIn(seen, held, now);
    }
    return switch (verdict) {
      case Found(Finding finding) -> Optional.of(finding.by(somebodys));
      case Later() -> Optional.empty();
      case Fine() ->
          Optional.of(
              somebodys.map(edit -> edited(seen, edit)).orElseGet(() -> inSync(seen, held)));
    };
  }

  /** Of one question. */
  private sealed interface Verdict {}

  /** Nothing speaks against it, or nobody can tell. */
  private record Fine() implements Verdict {}

  /** Nothing can be said now. */
  private record Later() implements Verdict {}

  private record Found(Finding finding) implements Verdict {}

  private static Optional<Edit> bySomebodyElse(SeenConnection seen) {
    return seen.lastEdit().filter(_ -> !seen.lastEditWasOurs());
  }

  private static boolean holdsNoSecret(ConnectionFacts connection) {
    return connection.isOfType("azurerm")
        && (connection.hasScheme("WorkloadIdentityFederation")
            || connection.hasScheme("ManagedServiceIdentity"));
  }

  private static Verdict ofKey(
      SeenConnection seen, OurRecord ours, Supplier<Attempt<List<EntraKey>>> keys, Instant now) {
    Optional<OurKey> ourKey = ours.keyOf(seen.facts().binding().id());
    if (ourKey.isEmpty()
        || !(keys.get() instanceof Succeeded<List<EntraKey>>(List<EntraKey> atEntra))) {
      return new Fine(); // what the sign-in says still stands
    }
    String keyId = ourKey.get().keyId().orElseThrow();
    Optional<EntraKey> key =
        atEntra.stream().filter(it -> it.keyId().equalsIgnoreCase(keyId)).findFirst();
    if (key.isEmpty()) {
      return failing(
          Reason.CLIENT_SECRET_REMOVED,
          seen.facts().name()
              + " holds a client secret of Keyturn's (key id "
              + keyId
              + ") that somebody removed at Entra: nothing can sign in with it.",
          "Request a rotation of mode renew.");
    }
    if (key.get().expiresOn().isAfter(now)) {
      return new Fine();
    }
    return failing(
        Reason.CLIENT_SECRET_EXPIRED,
        seen.facts().name()
            + " holds a client secret that expired on "
            + key.get().expiresOn()
            + ": nothing can sign in with it.",
        "Request a rotation of mode renew.");
  }

  private Verdict ofSignIn(SeenConnection seen, Optional<OurRecord.Held> held, Instant now) {
    Optional<Attempt<@Nullable Void>> tried = seen.tryStored();
    if (tried.isEmpty()) {
      return new Fine();
    }
    return switch (tried.get()) {
      case Succeeded<?> _ -> new Fine();
      case Refused(Reason reason, String why) ->
          failing(reason, why, "Request a rotation, or mend what the sentence names.");
      case RetryLater(Reason reason, String why, Duration _) -> {
        if (reason != Reason.CANDIDATE_NOT_YET_VALID) {
          yield unknown(reason, why).<Verdict>map(Found::new).orElseGet(Later::new);
        }
        yield held.filter(it -> it.verifiedAt().plus(settling).isAfter(now)).isPresent()
            ? new Later()
            : failing(
                Reason.CANDIDATE_REJECTED,
                "Entra does not accept the secret that "
                    + seen.facts().name()
                    + " holds: it was replaced there by another one, or removed at Entra.",
                "Request a rotation of mode propagate, which writes the current secret of Key Vault"
                    + " there.");
      }
    };
  }

  private static Optional<Finding> unknown(Reason reason, String why) {
    return reason == Reason.THROTTLED
        ? Optional.empty() // no news of the connection; it is looked at again in a while
        : Optional.of(
            new Finding(
                InspectionState.UNKNOWN,
                reason,
                why,
                "Nothing, if it passes: it is looked at again."));
  }

  private static Verdict failing(Reason reason, String why, String remedy) {
    return new Found(new Finding(InspectionState.FAILING, reason, why, remedy));
  }

  private static Finding gone(SeenConnection seen, Reason reason) {
    return new Finding(
        InspectionState.GONE,
        reason,
        seen.facts().name() + " was deleted, or Keyturn's identity sees it no more.",
        "Delete the binding, or give Keyturn's identity its role on the connection back.");
  }

  private static Finding converted(SeenConnection seen, ConnectionFacts connection) {
    return new Finding(
        InspectionState.NO_LONGER_NEEDED,
        Reason.CONNECTION_SCHEME_UNSUPPORTED,
        seen.facts().name()
            + (connection.hasScheme("ManagedServiceIdentity")
                ? " signs in with a managed identity now"
                : " was converted to workload identity federation")
            + " and holds no secret any more.",
        "Delete the binding: there is nothing left to rotate.");
  }

  private static Finding edited(SeenConnection seen, Edit edit) {
    return new Finding(
        InspectionState.CHANGED,
        Reason.CONNECTION_EDITED_BY_SOMEBODY,
        edit.by()
            + " saved "
            + seen.facts().name()
            + " on "
            + edit.at()
            + ", after Keyturn. What it holds now works, but Keyturn does not know what that is.",
        "Ask whether that was meant. A rotation of mode propagate writes Key Vault's current secret"
            + " there again.",
        Optional.of(edit));
  }

  private static Finding inSync(SeenConnection seen, Optional<OurRecord.Held> held) {
    boolean tried =
        seen.facts().connection() instanceof Succeeded<ConnectionFacts>(ConnectionFacts it)
            && ConnectionKind.of(it).isPresent()
            && ConnectionKind.provenAt(it).isEmpty();
    return new Finding(
        InspectionState.IN_SYNC,
        null,
        seen.facts().name()
            + (held.isPresent() ? " is as Keyturn left it" : " is as it was bound")
            + (tried
                ? ", and what it holds works."
                : ". Whether its password works cannot be seen without the password."),
        null,
        Optional.empty());
  }
}
