package io.keyturn.settings.connector;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Asks how a connector stands, and puts what is known here beside the answer. */
@Component
class Verify {

  private static final int REMIND_DAYS = 30;

  private final Tenants tenants;
  private final Connectors connectors;
  private final SignIns signIns;
  private final ConnectorVerification verification;
  private final Clock clock;

  Verify(
      Tenants tenants,
      Connectors connectors,
      SignIns signIns,
      ConnectorVerification verification,
      Clock clock) {
    this.tenants = tenants;
    this.connectors = connectors;
    this.signIns = signIns;
    this.verification = verification;
    this.clock = clock;
  }

  Verdict ask(StoredConnector connector, DevOpsSettings tenant) {
    return ask(connector, tenant, () -> tenants.personalAccessToken(connector.tenantId()));
  }

  /**
   * @param tenantsToken may be one that is not stored yet
   */
  Verdict ask(
      StoredConnector connector,
      DevOpsSettings tenant,
      Supplier<Optional<ClientSecret>> tenantsToken) {
    Optional<String> misconfigured = connector.misconfigured();
    if (misconfigured.isPresent()) {
      return new Verdict(ConnectorStatus.MISCONFIGURED, misconfigured.get());
    }
    SignIn signIn;
    try {
      signIn = signIns.of(connector, tenant, tenantsToken);
    } catch (UnreadableCredential e) {
      return new Verdict(
          ConnectorStatus.NOT_AUTHENTICATED,
          "The stored personal access token cannot be decrypted: check the keyring, or provide the"
              + " token again.");
    }
    return switch (signIn) {
      case SignIn.NotAuthenticated(String why) ->
          new Verdict(ConnectorStatus.NOT_AUTHENTICATED, why);
      case SignIn.ServicePrincipal principal -> asked(connector, principal);
      case SignIn.Federated federated -> asked(connector, federated);
      case SignIn.Machine machine -> asked(connector, machine);
      case SignIn.Certificate certificate -> certificateReminded(asked(connector, certificate));
      case SignIn.PersonalAccessToken token ->
          reminded(
              asked(connector, token),
              connector.kind() == Connector.Kind.PERSONAL_ACCESS_TOKEN
                  ? connector.tokenExpiresOn()
                  : tenant.personalAccessTokenExpiresOn());
    };
  }

  /**
   * A connector that worked and is shut out now: somebody took its access away (Z-24). A token that
   * ran out, or a server that cannot be reached, is not that.
   */
  static Verdict against(StoredConnector before, Verdict now) {
    boolean shutOut = now.status() == ConnectorStatus.FORBIDDEN_OR_NOT_MEMBER;
    return shutOut && before.verifiedAt() != null
        ? new Verdict(
            ConnectorStatus.ACCESS_REVOKED,
            "It worked until " + before.verifiedAt() + ". " + now.message(),
            now.findings())
        : now;
  }

  static Verdict unverified(Verdict failed) {
    return new Verdict(
        ConnectorStatus.SAVED_UNVERIFIED,
        "Saved although the verification said: " + failed.message(),
        failed.findings());
  }

  private Verdict asked(StoredConnector connector, SignIn signIn) {
    return ExpectedProjects.compare(
        verification.verify(connector.tenantId().toString(), connector.organization(), signIn),
        connectors.boundProjects(connector.tenantId(), connector.organization()),
        connector.defaultProject());
  }

  private Verdict certificateReminded(Verdict verdict) {
    ConnectorFindings.Certificate used = verdict.findings().certificate();
    return used == null
            || used.expiresOn().isAfter(clock.instant().plus(Duration.ofDays(REMIND_DAYS)))
        ? verdict
        : warning(
            verdict,
            "The certificate "
                + used.thumbprint()
                + " expires on "
                + used.expiresOn()
                + ": upload a new one to the application in Entra first, then store it in Key Vault"
                + " under the same name.");
  }

  private static Verdict warning(Verdict verdict, String sentence) {
    return new Verdict(verdict.status(), verdict.message(), verdict.findings().warning(sentence));
  }

  private Verdict reminded(Verdict verdict, @org.jspecify.annotations.Nullable LocalDate expires) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (expires == null || expires.isAfter(today.plusDays(REMIND_DAYS))) {
      return verdict;
    }
    return warning(
        verdict,
        "The personal access token expires on "
            + expires
            + ": make a new one with the same scopes, save it here, then revoke the old one.");
  }
}
