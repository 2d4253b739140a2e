package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.Problem;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Verify first, then store; a failed verification leaves what was there in force (S-26, R-20). The
 * verification runs outside of the transaction, for it may take as long as Azure DevOps does.
 */
@Component
class SaveConnector {

  private static final int MOST_TOLD = 10;

  private final Tenants tenants;
  private final Connectors connectors;
  private final Verify verify;
  private final DeleteConnectors deleting;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  SaveConnector(
      Tenants tenants,
      Connectors connectors,
      Verify verify,
      DeleteConnectors deleting,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.connectors = connectors;
    this.verify = verify;
    this.deleting = deleting;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * @param force let go of the organization it had although bindings depend on it (S-28)
   */
  StoredConnector save(
      Caller caller,
      StoredConnector wanted,
      boolean anyway,
      boolean force,
      Precondition precondition) {
    refuseTaken(wanted); // before the verification, which costs calls to Azure DevOps
    DevOpsSettings tenant = tenants.get(caller.tenantId());
    StoredConnector tried = wanted.neverVerified().with(verdict(wanted, tenant, anyway), now());
    return transaction.execute(status -> {
      tenants.lock(caller.tenantId());
      refuseWhenTriedWithOther(tenant, caller.tenantId());
      Optional<StoredConnector> before = connectors.find(caller.tenantId(), tried.id());
      precondition.check(before.map(StoredConnector::answer));
      refuseTaken(tried);
      List<Problem.FieldError> left = leftBehind(before, tried, force);
      StoredConnector verified =
          left.isEmpty() ? tried : tried.with(told(tried, before.orElseThrow(), left));
      connectors.save(before.map(verified::withTokenOf).orElse(verified));
      history.record(
          caller.tenantId(),
          caller.actor(),
          "connector.saved",
          verified.name(),
          "organization="
              + verified.organization()
              + " signIn="
              + verified.kind()
              + " status="
              + verified.status()
              + (left.isEmpty() ? "" : " forced, bindings left=" + left.size()));
      return verified;
    });
  }

  /** Asks again and keeps the answer, good or bad. */
  StoredConnector verify(Caller caller, StoredConnector connector) {
    DevOpsSettings tenant = tenants.get(caller.tenantId());
    StoredConnector verified =
        connector.with(Verify.against(connector, verify.ask(connector, tenant)), now());
    transaction.executeWithoutResult(status -> {
      tenants.lock(caller.tenantId());
      // Edited meanwhile: then what was found out is about something else.
      refuseWhenTriedWithOther(tenant, caller.tenantId());
      connectors
          .named(caller.tenantId(), connector.name())
          .filter(current -> current.updatedAt().equals(connector.updatedAt()))
          .ifPresent(current -> {
            connectors.save(verified.withTokenOf(current));
            history.record(
                caller.tenantId(),
                caller.actor(),
                "connector.verified",
                verified.name(),
                "organization=" + verified.organization() + " status=" + verified.status());
          });
    });
    return verified;
  }

  private Verdict verdict(StoredConnector wanted, DevOpsSettings tenant, boolean anyway) {
    Verdict verdict = verify.ask(wanted, tenant);
    if (verdict.savable()) {
      return verdict;
    }
    if (anyway) {
      return Verify.unverified(verdict);
    }
    throw ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "connector.verification-failed",
        verdict.message(),
        StatusRemedies.of(verdict.status()) + " Nothing was stored.",
        List.of(
            new Problem.FieldError(
                verdict.status() == ConnectorStatus.ORGANIZATION_NOT_FOUND
                    ? "organization"
                    : "signIn",
                verdict.status().name(),
                verdict.message())));
  }

  /** Else a sign-in that was never tried could count as one that works. */
  private void refuseWhenTriedWithOther(DevOpsSettings tenant, UUID tenantId) {
    if (!tenants.get(tenantId).equals(tenant)) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "devops-settings.changed-meanwhile",
          "Somebody saved the tenant's Azure DevOps settings while the connector was being verified.",
          "Do the same again. Nothing was stored.");
    }
  }

  private void refuseTaken(StoredConnector wanted) {
    refuseTaken(wanted.tenantId(), wanted.id(), wanted.name(), wanted.organization());
  }

  /**
   * @param id of the connector that may have them
   */
  void refuseTaken(UUID tenantId, UUID id, String name, String organization) {
    connectors
        .of(tenantId, organization)
        .filter(other -> !other.id().equals(id))
        .ifPresent(other -> {
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "connector.organization-taken",
              "A connector for this organization already exists: " + other.name() + ".",
              "Edit " + other.name() + ", or delete it first.",
              List.of(
                  new Problem.FieldError(
                      "organization",
                      "connector.organization-taken",
                      "is that of the connector " + other.name())));
        });
    connectors
        .named(tenantId, name)
        .filter(other -> !other.id().equals(id))
        .ifPresent(other -> {
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "connector.name-taken",
              "A connector with this name already exists.",
              "Choose another name.",
              List.of(
                  new Problem.FieldError(
                      "name", "connector.name-taken", "is that of another connector")));
        });
  }

  /** The bindings in the organization that this connector had and has no more (S-28). */
  private List<Problem.FieldError> leftBehind(
      Optional<StoredConnector> before, StoredConnector wanted, boolean force) {
    if (before.isEmpty() || before.get().organization().equalsIgnoreCase(wanted.organization())) {
      return List.of();
    }
    List<Problem.FieldError> left =
        deleting.bindings(wanted.tenantId(), before.get().organization());
    if (!force) {
      DeleteConnectors.refuseWhenInUse(before.get().organization(), left);
    }
    return left;
  }

  private static ConnectorFindings told(
      StoredConnector saved, StoredConnector before, List<Problem.FieldError> left) {
    return saved
        .findings()
        .warning(
            "Bindings in "
                + before.organization()
                + " are left without a connector, and their rotations are refused until there is"
                + " one again: "
                + left.stream()
                    .limit(MOST_TOLD)
                    .map(Problem.FieldError::message)
                    .collect(Collectors.joining("; "))
                + (left.size() > MOST_TOLD ? "; and more" : "")
                + ".");
  }

  static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "connector.unknown",
        "There is no connector with this name.",
        "The list of connectors shows the names there are.");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
