package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionIdentity;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.connection.RegistryAddress;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.Optional;

/**
 * The connection signs in as the application whose secret it gets (A-20a, A-21a), and at the
 * registry that it named when it was bound: whoever may edit a connection could otherwise point it
 * at a registry of their own and have the secret sent there.
 */
final class IdentityMatch {

  private IdentityMatch() {}

  static Optional<Declined> check(BindingFacts facts, ConnectionFacts connection) {
    return ConnectionIdentity.mismatch(connection, facts.tenantId(), facts.applicationId())
        .map(what ->
            new Declined(
                Reason.IDENTITY_MISMATCH,
                facts.name()
                    + " "
                    + what
                    + ". Nothing was written. Bind the connection of this application, or remove"
                    + " the binding."))
        .or(() -> registryIsTheBoundOne(facts, connection));
  }

  private static Optional<Declined> registryIsTheBoundOne(
      BindingFacts facts, ConnectionFacts connection) {
    String bound = facts.binding().registry();
    if (bound == null
        || RegistryAddress.same(bound, ConnectionKind.provenAt(connection).orElse(""))) {
      return Optional.empty();
    }
    return Optional.of(
        new Declined(
            Reason.REGISTRY_CHANGED,
            facts.name()
                + " names another registry than the one it was bound with, "
                + bound
                + ". Nothing was sent there or written. If the new address is right, delete the"
                + " binding and bind the connection again; else correct the connection."));
  }
}
