package io.keyturn.sandbox.crash;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.keyvault.Permission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Contoso with many applications over several organizations. Its ids follow from the seed. */
final class Landscape implements AutoCloseable {

  static final String TENANT = "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10";
  static final String VAULT = "contoso";
  static final String VAULT_URL = "https://contoso.vault.azure.net";
  static final String API_URI = "api://keyturn";
  static final String WORKER = "c0a1e5d2-7b64-4d1f-9a3c-5e8f7a6b0b02";
  static final String DEVOPS = "d4b8c3f6-2e95-4a7d-b1c0-7f3a9d8e0c03";
  static final String DEVOPS_SECRET = "keyturn-devops-secret";

  private static final String API = "b7d2f0a4-51f3-4c0e-8f0b-2c1f6d9e0a01";
  private static final String SUBSCRIPTION = "1272a66f-e2e8-4e88-ab43-487409186c3f";
  private static final int APPLICATIONS_PER_ORGANIZATION = 5;

  private final Random random;
  private final EmbeddedAzure azure;
  private final EmbeddedAzureDevOps devOps;
  private final WorkerDoor door;
  private final String workerSecret = "canary-worker-" + UUID.randomUUID();
  private final String devOpsSecret = "canary-devops-" + UUID.randomUUID();
  private final List<Shop> shops = new ArrayList<>();

  /**
   * @param around what stands between the worker and each site of Azure DevOps
   */
  Landscape(long seed, int applications, UnaryOperator<Site> around) {
    random = new Random(seed);
    AtomicReference<EmbeddedAzureDevOps> made = new AtomicReference<>();
    azure =
        EmbeddedAzure.builder()
            .sites(directory -> {
              made.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
              return made.get().sites().stream().map(around).toList();
            })
            .start();
    devOps = made.get();
    EmbeddedEntra entra = azure.entra();
    entra.addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
    entra.addApplication(
        Application.of(TENANT, randomId(), API, "Keyturn")
            .withApi(List.of(API_URI), List.of("Rotation.Worker")));
    String worker = application(WORKER, "Keyturn worker");
    application(DEVOPS, "Keyturn for Azure DevOps");
    entra.assignRole(TENANT, worker, API, "Rotation.Worker");
    entra.seedSecret(WORKER, workerSecret);
    entra.seedSecret(DEVOPS, devOpsSecret);
    entra.addSubscription(SUBSCRIPTION, TENANT, "Contoso Production");
    azure.keyVault().addVault(VAULT, TENANT);
    azure.keyVault().permit(VAULT, worker, Permission.SECRETS_USER);
    azure.keyVault().setSecret(VAULT, DEVOPS_SECRET, devOpsSecret);
    for (int number = 0; number < applications; number++) {
      shops.add(shop(number));
    }
    door = new WorkerDoor(shops);
  }

  EmbeddedAzure azure() {
    return azure;
  }

  WorkerDoor door() {
    return door;
  }

  List<Shop> shops() {
    return List.copyOf(shops);
  }

  String workerSecret() {
    return workerSecret;
  }

  /** Every secret that must be found nowhere but where it belongs. */
  List<String> secrets() {
    List<String> all = new ArrayList<>(List.of(workerSecret, devOpsSecret));
    shops.forEach(shop -> all.addAll(shop.secrets()));
    return all;
  }

  @Override
  public void close() {
    azure.close();
    door.close();
  }

  private Shop shop(int number) {
    String name = "shop" + number;
    String clientId = randomId();
    String principal = application(clientId, name);
    azure.entra().grantSubscription(principal, SUBSCRIPTION);
    AzureOrganization organization =
        devOps.organization("org" + number / APPLICATIONS_PER_ORGANIZATION, TENANT);
    AzureProject project = organization.project("Payments");
    Member worker =
        organization.servicePrincipal(
            azure.entra().servicePrincipalId(TENANT, DEVOPS).orElseThrow(),
            DEVOPS,
            "Keyturn for Azure DevOps");
    worker.joins(project.endpointAdministrators());
    Shop shop =
        new Shop(
            azure,
            clientId,
            organization.name(),
            new SecretLocation(VAULT_URL, name + "-client-secret"));
    String first = shop.first("canary-first-" + UUID.randomUUID());
    int connections = 1 + random.nextInt(2);
    for (int i = 0; i < connections; i++) {
      ServiceConnection connection =
          project
              .connection(name + "-" + i)
              .azureResourceManager(TENANT, clientId, first, SUBSCRIPTION, "Contoso Production");
      connection.organizationAdministrator(worker);
      shop.bind(
          connection,
          new Binding(
              UUID.fromString(randomId()),
              organization.name(),
              UUID.fromString(project.id()),
              project.name(),
              UUID.fromString(connection.id()),
              connection.name()));
    }
    return shop;
  }

  /** Answers the object id of the service principal. */
  private String application(String clientId, String name) {
    azure.entra().addApplication(Application.of(TENANT, randomId(), clientId, name));
    return azure.entra().servicePrincipalId(TENANT, clientId).orElseThrow();
  }

  private String randomId() {
    return new UUID(
            random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63)
        .toString();
  }
}
