package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The checks of one binding, in their order: the connection is there, is of a kind that can be
 * rotated, belongs to the application; the identity is in one of the three groups and has the
 * effective right. The first no is the answer.
 */
public final class BindingChecks {

  private static final List<Function<BindingFacts, Optional<Admission>>> IN_ORDER =
      List.of(
          BindingChecks::connectionIsVisible,
          facts -> onConnection(facts, SupportedConnections::check),
          facts -> onConnection(facts, IdentityMatch::check),
          BindingChecks::identityIsAdministrator,
          BindingChecks::connectionMayBeAdministered); // FACTS 2.6: else the update answers 403

  private BindingChecks() {}

  public static Admission check(BindingFacts facts) {
    for (Function<BindingFacts, Optional<Admission>> check : IN_ORDER) {
      Optional<Admission> no = check.apply(facts);
      if (no.isPresent()) {
        return no.get();
      }
    }
    return new Admitted(
        "the worker's identity is in "
            + value(facts.administratorOf()).flatMap(Function.identity()).orElseThrow()
            + " and may administer this connection");
  }

  /** Of the connection alone, whoever asks: its kind, and whose it is. Empty when all is right. */
  public static Optional<Declined> ofTheConnection(BindingFacts facts, ConnectionFacts connection) {
    return SupportedConnections.check(facts, connection)
        .or(() -> IdentityMatch.check(facts, connection));
  }

  private static Optional<Admission> connectionIsVisible(BindingFacts facts) {
    return notSucceeded(facts.connection());
  }

  private static Optional<Admission> onConnection(BindingFacts facts, ConnectionCheck check) {
    return check
        .check(facts, value(facts.connection()).orElseThrow())
        .map(Function.<Admission>identity());
  }

  private static Optional<Admission> identityIsAdministrator(BindingFacts facts) {
    return notSucceeded(facts.administratorOf())
        .or(() ->
            value(facts.administratorOf()).flatMap(Function.identity()).isPresent()
                ? Optional.empty()
                : Optional.of(
                    new Declined(
                        Reason.NOT_AN_ADMINISTRATOR,
                        "The worker's identity is in none of Endpoint Administrators, Project"
                            + " Administrators and Project Collection Administrators of "
                            + facts.binding().organization()
                            + "/"
                            + facts.binding().projectName()
                            + ". Add it to Endpoint Administrators or Project Administrators"
                            + " of that project.")));
  }

  private static Optional<Admission> connectionMayBeAdministered(BindingFacts facts) {
    return notSucceeded(facts.mayAdminister())
        .or(() ->
            value(facts.mayAdminister()).orElseThrow()
                ? Optional.empty()
                : Optional.of(
                    new Declined(
                        Reason.CONNECTION_ADMINISTRATION_DENIED,
                        "The worker's identity is in an administrators' group, but "
                            + facts.name()
                            + " denies it administration. Give it the Administrator role at"
                            + " organization level in that connection's security.")));
  }

  private static Optional<Admission> notSucceeded(Attempt<?> attempt) {
    return switch (attempt) {
      case Succeeded<?> _ -> Optional.empty();
      case RetryLater<?> later ->
          Optional.of(new Postponed(later.reason(), later.why(), later.after()));
      case Refused<?> no -> Optional.of(new Declined(no.reason(), no.why()));
    };
  }

  private static <T> Optional<T> value(Attempt<T> attempt) {
    return attempt instanceof Succeeded<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  /** A rule about the connection itself. */
  @FunctionalInterface
  interface ConnectionCheck {
    Optional<Declined> check(BindingFacts facts, ConnectionFacts connection);
  }
}
