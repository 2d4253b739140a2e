package io.keyturn.worker.preflight;

import io.keyturn.azuredevops.Reachability;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.preflight.AzureLook;
import io.keyturn.preflight.DatabaseLook;
import io.keyturn.preflight.Finding;
import io.keyturn.preflight.KafkaLook;
import io.keyturn.preflight.Looks;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.IdentityProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.renewal.GraphLook;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.SettingsProperties;
import io.keyturn.worker.settings.TenantSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** All that the worker needs around it, as its settings have it. */
final class Surroundings {

  private final AzureProperties azure;
  private final IdentityProperties identity;
  private final SettingsProperties settings;
  private final WorkerIdentity worker;
  private final DatabaseLook database;
  private final KafkaLook kafka;
  private final String vault;

  /**
   * @throws RuntimeException for settings with which the worker would not start
   */
  Surroundings(Binder binder) {
    azure = binder.bindOrCreate("azure", AzureProperties.class);
    identity = binder.bindOrCreate("keyturn.identity", IdentityProperties.class);
    settings = binder.bindOrCreate("keyturn.tenant-settings", SettingsProperties.class);
    azure.urls();
    worker = new WorkerIdentity(azure, identity);
    database =
        new DatabaseLook(
            text(binder, "spring.datasource.url"),
            text(binder, "spring.datasource.username"),
            text(binder, "spring.datasource.password"),
            text(binder, "spring.flyway.default-schema"),
            text(binder, "spring.flyway.locations"));
    kafka =
        new KafkaLook(
            binder.bindOrCreate("spring.kafka", KafkaProperties.class).buildAdminProperties(),
            Map.of(
                Topics.ROTATION_EVENTS,
                // It tells others of the secrets that it makes.
                Set.of(AclOperation.READ, AclOperation.WRITE),
                Topics.ROTATION_OUTPUT,
                Set.of(AclOperation.WRITE),
                Topics.DEAD_LETTER,
                Set.of(AclOperation.WRITE)),
            binder.bind("keyturn.kafka.group-id", String.class).orElse("keyturn-rotation-worker"));
    vault = text(binder, "keyturn.preflight.vault");
  }

  private static String text(Binder binder, String name) {
    return binder.bind(name, String.class).orElse("");
  }

  void look(Looks looks) {
    looks.take("postgresql", database::take);
    looks.take("kafka", kafka::take);
    looks.take(
        "azure",
        () ->
            AzureLook.hosts(
                new Reachability(azure.urls(), worker.http(), Clock.systemUTC()).hosts()));
    boolean signedIn =
        looks.take(
            "entra-token",
            () ->
                List.of(
                    AzureLook.token(
                        "entra-token",
                        azure.authorityHost(),
                        worker.credential(),
                        settings.scope(),
                        "Check keyturn.identity.*, and keyturn.tenant-settings.scope.")));
    if (!signedIn) {
      for (String rest : List.of("tenant-settings", "key-vault", "microsoft-graph")) {
        looks.tell(Finding.skipped(rest, "cannot be tried without a token of Entra's."));
      }
      return;
    }
    looks.take("tenant-settings", () -> List.of(tenantSettings()));
    looks.take("key-vault", () -> List.of(keyVault()));
    looks.take("microsoft-graph", () -> List.of(GraphLook.take(azure, identity, worker)));
  }

  private Finding tenantSettings() {
    return AzureLook.answered(
        "tenant-settings",
        settings.url().getAuthority(),
        new TenantSettings(
                settings, worker.http(), worker.credential(), SealingKey.generate().publicKey())
            .applicationsOf("keyturn-preflight", "keyturn-preflight"),
        Set.of(),
        "lets the worker in.",
        "Where it answers with 401 or 403, give the worker's identity the app role Rotation.Worker"
            + " and set keyturn.worker-door.tenant-id at tenant-settings.");
  }

  private Finding keyVault() {
    if (vault.isBlank()) {
      return Finding.skipped(
          "key-vault", "name one to be tried: --keyturn.preflight.vault=https://….vault.azure.net");
    }
    URI address = URI.create(vault);
    return AzureLook.answered(
        "key-vault",
        String.valueOf(address.getAuthority()),
        new VaultSecrets(azure, worker.credential(), worker.azureHttp(), Clock.systemUTC())
            .read(
                identity.tenantId().orElse(""),
                new SecretVersion(vault, "keyturn-preflight", "00000000000000000000000000000000")),
        Set.of(Reason.SECRET_NOT_FOUND, Reason.SECRET_DISABLED, Reason.SECRET_EXPIRED),
        "lets the worker read secrets.",
        "");
  }
}
