package io.keyturn.settings.verification;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ClientCertificate;
import io.keyturn.azuredevops.Organizations;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.connector.ConnectorVerification;
import io.keyturn.settings.connector.SignIn;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs in as the worker will, lists projects and looks around. */
final class AskAzureDevOps implements ConnectorVerification {

  private final AzureDevOps azureDevOps;
  private final ClientSecrets secrets;
  private final LookAround look;

  AskAzureDevOps(AzureDevOps azureDevOps, ClientSecrets secrets) {
    this.azureDevOps = azureDevOps;
    this.secrets = secrets;
    this.look = new LookAround(azureDevOps);
  }

  @Override
  public Verdict verify(String tenantId, String organization, SignIn signIn) {
    return switch (signIn) {
      case SignIn.NotAuthenticated(String why) ->
          new Verdict(ConnectorStatus.NOT_AUTHENTICATED, why);
      case SignIn.PersonalAccessToken(var token) ->
          tried(
              new Actor(organization, new io.keyturn.azuredevops.SignIn.PersonalAccessToken(token)),
              null);
      case SignIn.Federated(String home, String clientId, var trusted, var assertion) ->
          trusting(
              trusted,
              tried(
                  new Actor(
                      organization,
                      new io.keyturn.azuredevops.SignIn.FederatedPrincipal(
                          home, clientId, assertion)),
                  Guid.parse(home).orElse(null)));
      case SignIn.Certificate(String home, String clientId, var location) ->
          switch (secrets.current(tenantId, location)) {
            case Attempt.Succeeded<ClientSecret>(ClientSecret stored) ->
                withCertificate(organization, home, clientId, stored);
            case Attempt<ClientSecret> failed -> failed(failed, false);
          };
      case SignIn.Machine(var clientId, var application) ->
          machine(
              organization,
              application,
              new io.keyturn.azuredevops.SignIn.ManagedIdentity(tenantId, clientId));
      case SignIn.ServicePrincipal(String home, String clientId, var location) -> {
        Attempt<Actor> actor =
            secrets
                .current(tenantId, location)
                .map(secret ->
                    new Actor(
                        organization,
                        new io.keyturn.azuredevops.SignIn.ServicePrincipal(
                            home, clientId, secret)));
        yield actor instanceof Attempt.Succeeded<Actor>(Actor ready)
            ? tried(ready, Guid.parse(home).orElse(null))
            : failed(actor, false);
      }
    };
  }

  private Verdict withCertificate(
      String organization, String home, String clientId, ClientSecret stored) {
    if (!(ClientCertificate.read(stored)
        instanceof Attempt.Succeeded<ClientCertificate>(var certificate))) {
      return failed(ClientCertificate.read(stored), false);
    }
    Verdict verdict =
        tried(
            new Actor(
                organization,
                new io.keyturn.azuredevops.SignIn.CertificatePrincipal(home, clientId, stored)),
            Guid.parse(home).orElse(null));
    return new Verdict(
        verdict.status(),
        verdict.verified()
            ? verdict.message()
            : verdict.message()
                + " It signed in with the certificate whose thumbprint is "
                + certificate.thumbprint()
                + ".",
        verdict
            .findings()
            .with(
                new ConnectorFindings.Certificate(
                    certificate.thumbprint(), certificate.validFrom(), certificate.expiresOn())));
  }

  private Verdict machine(
      String organization,
      SignIn.Machine.@Nullable Application application,
      io.keyturn.azuredevops.SignIn.ManagedIdentity own) {
    String home = application == null ? own.tenantId() : application.tenantId();
    Verdict verdict =
        tried(
            new Actor(
                organization,
                application == null
                    ? own
                    : new io.keyturn.azuredevops.SignIn.FederatedManagedIdentity(
                        home, application.clientId(), own)),
            Guid.parse(home).orElse(null));
    if (verdict.status() == ConnectorStatus.WRONG_TENANT && application == null) {
      return new Verdict(
          verdict.status(),
          verdict.message()
              + " For an organization of another tenant name an app registration of that tenant"
              + " as managedIdentity.application, with a federated credential for this identity.",
          verdict.findings());
    }
    return verdict.verified() && own.userAssigned() == null
        ? new Verdict(
            verdict.status(),
            verdict.message(),
            verdict
                .findings()
                .warning(
                    "Each machine has a system-assigned identity of its own, and this was the one of"
                        + " tenant-settings: where the worker runs on another machine, use a"
                        + " user-assigned identity that is attached to both."))
        : verdict;
  }

  /** Whoever has to compare the three values in Entra finds them in the message (D-13, D-21). */
  private static Verdict trusting(FederatedCredential trusted, Verdict verdict) {
    return verdict.status() != ConnectorStatus.MISCONFIGURED
        ? verdict
        : new Verdict(
            verdict.status(),
            verdict.message()
                + " Keyturn signs in with issuer "
                + trusted.issuer()
                + ", subject "
                + trusted.subject()
                + " and audience "
                + trusted.audience()
                + ".",
            verdict.findings());
  }

  private Verdict tried(Actor actor, @Nullable UUID home) {
    boolean ofToken = home == null;
    Attempt<Organizations.Verified> verified = azureDevOps.organizations().verify(actor, home);
    if (!(verified instanceof Attempt.Succeeded<Organizations.Verified>(var worked))) {
      return failed(verified, ofToken);
    }
    LookAround.Seen seen = look.around(actor, worked.visibleProjects());
    int projects = seen.findings().projectCount();
    if (projects == 0) {
      return new Verdict(
          ConnectorStatus.CONNECTED_NOTHING_VISIBLE,
          "The sign-in works in "
              + actor.organization()
              + ", and no project is visible: nothing was granted yet.",
          seen.findings());
    }
    if (seen.firstFailure() != null) {
      return lessThanAll(actor, seen, ofToken);
    }
    return new Verdict(
        ConnectorStatus.CONNECTED,
        "Connected to "
            + actor.organization()
            + (projects == 1
                ? ": 1 project is visible."
                : ": " + projects + " projects are visible."),
        seen.findings());
  }

  /** A token without the scope for service connections is of no use, whatever else it may do. */
  private static Verdict lessThanAll(Actor actor, LookAround.Seen seen, boolean ofToken) {
    Attempt<?> failure = java.util.Objects.requireNonNull(seen.firstFailure());
    ConnectorStatus status = Statuses.of(failure, ofToken);
    boolean noneListed =
        seen.findings().projects().stream().allMatch(it -> it.serviceConnectionCount() == null);
    if (noneListed && ofToken && failure instanceof Attempt.Refused<?>) {
      // 401 and 403 alike: the same token has just listed the projects, so it is valid.
      return new Verdict(ConnectorStatus.SCOPE_MISSING, why(failure), seen.findings());
    }
    if (noneListed && failure instanceof Attempt.RetryLater<?>) {
      return new Verdict(status, why(failure), seen.findings());
    }
    return new Verdict(
        ConnectorStatus.CONNECTED_PARTIAL,
        "Connected to "
            + actor.organization()
            + ", but the service connections of some projects cannot be listed. "
            + why(failure),
        seen.findings());
  }

  private static Verdict failed(Attempt<?> attempt, boolean ofToken) {
    return new Verdict(Statuses.of(attempt, ofToken), why(attempt));
  }

  private static String why(Attempt<?> attempt) {
    return switch (attempt) {
      case Attempt.Succeeded<?> _ -> "";
      case Attempt.RetryLater<?>(var _, String why, var _) -> why;
      case Attempt.Refused<?>(var _, String why) -> why;
    };
  }
}
