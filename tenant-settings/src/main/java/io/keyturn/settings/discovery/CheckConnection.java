package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ConnectionAddress;
import io.keyturn.azuredevops.Projects;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionIdentity;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.connection.ConnectionSupport;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.settings.api.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** The checks of a binding, with the user's own token, in their order. */
final class CheckConnection implements ConnectionCheck {

  private final DelegatedAccess access;

  CheckConnection(DelegatedAccess access) {
    this.access = access;
  }

  @Override
  public Checked check(SignedInUser user, DevOpsSettings settings, Wanted wanted) {
    Actor actor = access.in(wanted.organization(), user, settings, wanted.organizationTenantId());
    AzureDevOps azureDevOps = access.azureDevOps();
    Projects.Project project =
        AzureProblems.orProblem(azureDevOps.projects().get(actor, wanted.projectId()));
    ProjectGate.pass(azureDevOps, actor, project);
    ConnectionAddress address =
        new ConnectionAddress(project.id(), project.name(), wanted.connectionId(), "");
    ConnectionFacts connection =
        AzureProblems.orProblem(azureDevOps.serviceConnections().get(actor, address)).facts();
    refuseUnsupported(connection);
    refuseOthersConnection(connection, user, wanted);
    refuseWithoutEffectiveRight(azureDevOps, actor, address, connection);
    return new Checked(
        project.name(), connection.name(), ConnectionKind.provenAt(connection).orElse(null));
  }

  private static void refuseUnsupported(ConnectionFacts connection) {
    ConnectionSupport.whyNot(connection)
        .ifPresent(why -> {
          throw unprocessable(
              "connection.unsupported",
              why.reason(),
              connection.name()
                  + " "
                  + why.what()
                  + " Its type is not currently supported for credential refresh.",
              "Choose a service connection that the selector shows as supported.");
        });
    if (ConnectionKind.provenAt(connection).filter(String::isBlank).isPresent()) {
      throw unprocessable(
          "connection.unsupported",
          Reason.REGISTRY_ADDRESS_INVALID,
          connection.name() + " does not say which registry it is for.",
          "Enter the registry's address in the service connection, then bind again.");
    }
  }

  private static void refuseOthersConnection(
      ConnectionFacts connection, SignedInUser user, Wanted wanted) {
    ConnectionIdentity.mismatch(
            connection, user.tenantId().toString(), wanted.applicationId().toString())
        .ifPresent(what -> {
          throw unprocessable(
              "connection.identity-mismatch",
              Reason.IDENTITY_MISMATCH,
              connection.name() + " " + what + ".",
              "Choose the service connection that signs in as this application.");
        });
  }

  /** Being in the right group is not enough to change a connection (FACTS 2.6, C-5). */
  private static void refuseWithoutEffectiveRight(
      AzureDevOps azureDevOps, Actor actor, ConnectionAddress address, ConnectionFacts connection) {
    boolean may =
        AzureProblems.orProblem(azureDevOps.connectionPermissions().mayAdminister(actor, address));
    if (!may) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "connection.administration-denied",
          "You are in an administrators' group of "
              + address.projectName()
              + ", but "
              + connection.name()
              + " denies you administration.",
          "Ask for the Administrator role at organization level in that connection's security.",
          List.of(
              new Problem.FieldError(
                  "connectionId",
                  Reason.CONNECTION_ADMINISTRATION_DENIED.name(),
                  "may not be administered by you")));
    }
  }

  private static ProblemException unprocessable(
      String code, Reason reason, String detail, String remedy) {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        code,
        detail,
        remedy,
        List.of(new Problem.FieldError("connectionId", reason.name(), detail)));
  }
}
