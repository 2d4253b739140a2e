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
import java.util.Set;
import java.util.function.Function;

/**
 * The checks of one binding, in their order: the connection is there, is of a kind that can be
 * rotated, belongs to the application; the identity is in one of the three groups and has the
 * effective right. The first no is the answer.
 */
public final class BindingChecks {

  private static final List<Named> IN_ORDER =
      List.of(
          new Named(
              "CONNECTION_VISIBLE", "it is there and visible", BindingChecks::connectionIsVisible),
          new Named(
              "CONNECTION_KIND",
              "it is of a kind that can be rotated",
              facts -> onConnection(facts, SupportedConnections::check)),
          new Named(
              "IDENTITY_MATCH",
              "it signs in as this application",
              facts -> onConnection(facts, IdentityMatch::check)),
          new Named(
              "ADMINISTRATOR",
              "the worker's identity is in an administrators' group",
              BindingChecks::identityIsAdministrator),
          new Named( // FACTS 2.6: else the update answers 403
              "CONNECTION_RIGHT",
              "the worker's identity may administer it",
              BindingChecks::connectionMayBeAdministered));

  private record Named(
      String name, String passed, Function<BindingFacts, Optional<Admission>> check) {}

  /**
   * What one of the checks said.
   *
   * @param name a stable constant
   * @param passed what it means that it passed
   * @param no empty where it passed
   */
  public record Checked(String name, String passed, Optional<Admission> no) {}

  /**
   * All of them, for whoever wants to know everything at once. Where the connection cannot be seen
   * nothing is said of what it is.
   */
  public static List<Checked> each(BindingFacts facts) {
    boolean visible = connectionIsVisible(facts).isEmpty();
    return IN_ORDER.stream()
        .filter(one -> visible || !ON_CONNECTION.contains(one.name()))
        .map(one -> new Checked(one.name(), one.passed(), one.check().apply(facts)))
        .toList();
  }

  private static final Set<String> ON_CONNECTION = Set.of("CONNECTION_KIND", "IDENTITY_MATCH");

  private BindingChecks() {}

  public static Admission check(BindingFacts facts) {
    for (Named one : IN_ORDER) {
      Optional<Admission> no = one.check().apply(facts);
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
