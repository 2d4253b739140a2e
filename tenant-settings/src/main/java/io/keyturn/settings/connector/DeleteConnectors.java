package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorDeletion;
import io.keyturn.contracts.api.Problem;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.Connectors.Dependent;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Deletes connectors; those that bindings depend on only when told so twice (S-29, S-30). */
@Component
class DeleteConnectors {

  private final Tenants tenants;
  private final Connectors connectors;
  private final History history;
  private final TransactionOperations transaction;

  DeleteConnectors(
      Tenants tenants, Connectors connectors, History history, TransactionOperations transaction) {
    this.tenants = tenants;
    this.connectors = connectors;
    this.history = history;
    this.transaction = transaction;
  }

  /** Each for itself: one that stays does not keep the others. */
  List<ConnectorDeletion> delete(Caller caller, List<String> names, boolean force) {
    tenants.get(caller.tenantId());
    return names.stream().map(name -> tried(caller, name, force)).toList();
  }

  private ConnectorDeletion tried(Caller caller, String name, boolean force) {
    try {
      return delete(caller, name, force, Precondition.NONE);
    } catch (ProblemException refusal) {
      Problem problem = refusal.problem();
      return new ConnectorDeletion(name, false, problem.code(), problem.detail(), problem.errors());
    }
  }

  /**
   * @throws ProblemException {@code connector.unknown}, {@code connector.in-use}
   */
  ConnectorDeletion delete(Caller caller, String name, boolean force, Precondition precondition) {
    return transaction.execute(status -> {
      tenants.lock(caller.tenantId());
      StoredConnector connector =
          connectors.named(caller.tenantId(), name).orElseThrow(SaveConnector::unknown);
      precondition.check(Optional.of(connector.answer()));
      List<Problem.FieldError> bindings = bindings(caller.tenantId(), connector.organization());
      if (!force) {
        refuseWhenInUse(connector.organization(), bindings);
      }
      connectors.delete(caller.tenantId(), connector.id());
      history.record(
          caller.tenantId(),
          caller.actor(),
          "connector.deleted",
          connector.name(),
          "organization="
              + connector.organization()
              + (bindings.isEmpty() ? "" : " forced, bindings left=" + bindings.size()));
      return new ConnectorDeletion(
          connector.name(),
          true,
          null,
          bindings.isEmpty()
              ? "Deleted."
              : "Deleted. The bindings named here stay stored, and their rotations are refused until"
                  + " there is a connector for "
                  + connector.organization()
                  + " again.",
          bindings);
    });
  }

  static void refuseWhenInUse(String organization, List<Problem.FieldError> bindings) {
    if (!bindings.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "connector.in-use",
          "Bindings in " + organization + " depend on this connector.",
          "Delete the bindings named in errors first. With force=true they stay stored, and their"
              + " rotations are refused until there is a connector again.",
          bindings);
    }
  }

  List<Problem.FieldError> bindings(UUID tenantId, String organization) {
    return connectors.dependents(tenantId, organization).stream()
        .map(DeleteConnectors::told)
        .toList();
  }

  private static Problem.FieldError told(Dependent binding) {
    return new Problem.FieldError(
        "bindings/" + binding.bindingId(),
        "binding.exists",
        "application "
            + binding.applicationId()
            + " is bound to "
            + binding.connection()
            + " in "
            + binding.project());
  }
}
