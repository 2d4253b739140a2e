package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionSupport;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.Optional;

/** The connection is of a kind that can be rotated (A-13, A-13a, A-14). */
final class SupportedConnections {

  private static final String REMEDY =
      " Its type is not currently supported for credential refresh; remove the binding.";

  private SupportedConnections() {}

  static Optional<Declined> check(BindingFacts facts, ConnectionFacts connection) {
    return ConnectionSupport.whyNot(connection)
        .map(why -> new Declined(why.reason(), facts.name() + " " + why.what() + REMEDY));
  }
}
