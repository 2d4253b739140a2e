package io.keyturn.settings.worker;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealedSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.application.BoundApplications;
import io.keyturn.settings.application.BoundApplications.BoundApplication;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.SignIn;
import io.keyturn.settings.connector.SignIns;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.tenant.Tenants;
import java.security.ProviderException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Puts together everything the worker needs for one rotation. */
@Component
class GatherRotationSettings {

  private static final Logger log = LoggerFactory.getLogger(GatherRotationSettings.class);

  private final Tenants tenants;
  private final BoundApplications applications;
  private final Connectors connectors;
  private final SignIns signIns;

  GatherRotationSettings(
      Tenants tenants, BoundApplications applications, Connectors connectors, SignIns signIns) {
    this.tenants = tenants;
    this.applications = applications;
    this.connectors = connectors;
    this.signIns = signIns;
  }

  /**
   * @param sealingKey the worker's public key; needed when a personal access token is to be told
   */
  RotationSettings gather(UUID tenantId, String applicationId, @Nullable String sealingKey) {
    DevOpsSettings tenant = tenants.get(tenantId);
    UUID id = Guid.parse(applicationId).orElseThrow(Applications::unknown);
    BoundApplication application = applications.get(tenantId, id);
    List<String> organizations =
        application.bindings().stream()
            .map(RotationSettings.Binding::organization)
            .distinct()
            .toList();
    return new RotationSettings(
        tenantId.toString(),
        id.toString(),
        application.name(),
        tenant.integrationEnabled(),
        application.integrationEnabled(),
        application.secret(),
        application.bindings(),
        connectors.of(tenantId, organizations).stream()
            .map(row ->
                new RotationSettings.Connector(
                    row.name(), row.organization(), signIn(row, tenant, sealingKey)))
            .toList(),
        new RotationSettings.Renewal(
            RotationSettings.Renewal.DEFAULT.automatic(),
            RotationSettings.Renewal.DEFAULT.validity(),
            application.overlap()));
  }

  private WorkerSignIn signIn(
      Connectors.Row connector, DevOpsSettings tenant, @Nullable String sealingKey) {
    SignIn signIn;
    try {
      signIn = signIns.of(connector, tenant);
    } catch (UnreadableCredential e) {
      // Other organizations of the application must not wait for this one's repair.
      log.atError()
          .addKeyValue("tenantId", connector.tenantId())
          .addKeyValue("connector", connector.name())
          .addKeyValue("why", String.valueOf(e.getMessage()))
          .log("stored credential unreadable");
      return new WorkerSignIn.NotAuthenticated(
          "The stored personal access token cannot be decrypted: check the keyring, or provide the"
              + " token again.");
    }
    if (connector.verifiedAt() == null && !(signIn instanceof SignIn.NotAuthenticated)) {
      return new WorkerSignIn.NotAuthenticated(
          "The connector "
              + connector.name()
              + " was saved unverified, and nothing is written with a sign-in that never worked."
              + " Verify it, then ask for this rotation again.");
    }
    return switch (signIn) {
      case SignIn.ServicePrincipal(String tenantId, String clientId, var clientSecret) ->
          new WorkerSignIn.ServicePrincipal(tenantId, clientId, clientSecret);
      case SignIn.PersonalAccessToken(ClientSecret token) ->
          new WorkerSignIn.PersonalAccessToken(
              sealed(token, sealingKey, connector.tenantId() + "|" + connector.organization()));
      case SignIn.NotAuthenticated(String why) -> new WorkerSignIn.NotAuthenticated(why);
    };
  }

  private static SealedSecret sealed(
      ClientSecret token, @Nullable String sealingKey, String context) {
    if (sealingKey == null || sealingKey.isBlank()) {
      throw badKey("A personal access token is told only sealed, and there is no key to seal for.");
    }
    try {
      return SealingKey.seal(token, sealingKey.strip(), context);
    } catch (IllegalArgumentException | ProviderException e) {
      // The second for a key of the right form that no secret can be agreed on with.
      throw badKey("Keyturn-Sealing-Key is not an X25519 public key.");
    }
  }

  private static ProblemException badKey(String detail) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "sealing-key.required",
        detail,
        "Send the worker's public key in the header Keyturn-Sealing-Key.");
  }
}
