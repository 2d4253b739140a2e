package io.keyturn.worker.contoso;

import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.azuredevops.Timeouts;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.entra.Graph;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.embedded.registry.EmbeddedRegistries.Challenge;
import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.IdentityProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * One small Azure and one tenant-settings for all tests of this JVM. What a test changes it changes
 * in a {@link Scene} of its own.
 */
public final class Contoso {

  public static final String TENANT = "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10";
  public static final String VAULT = "contoso";
  public static final String VAULT_URL = "https://contoso.vault.azure.net";
  public static final String BEARER_REGISTRY = "harbor";
  public static final String BASIC_REGISTRY = "plain";

  /** An Azure Container Registry; reached with {@link #registryHttp}. */
  public static final String AZURE_REGISTRY = "contoso.azurecr.io";

  public static final String WORKER = "c0a1e5d2-7b64-4d1f-9a3c-5e8f7a6b0b02";
  public static final String API_URI = "api://keyturn";
  static final String API = "b7d2f0a4-51f3-4c0e-8f0b-2c1f6d9e0a01";
  public static final String DEVOPS = "d4b8c3f6-2e95-4a7d-b1c0-7f3a9d8e0c03";
  public static final String DEVOPS_SECRET = "keyturn-devops-secret";
  public static final String SUBSCRIPTION = "1272a66f-e2e8-4e88-ab43-487409186c3f";

  private static final class Shared {
    private static final Contoso ONE = new Contoso();
  }

  private final TurnedClock clock = new TurnedClock();
  private final EmbeddedAzure azure;
  private final EmbeddedAzureDevOps devOps;
  private final SettingsDouble settings;
  private final String workerSecret = "canary-worker-" + UUID.randomUUID();
  private final String devOpsSecret = "canary-devops-" + UUID.randomUUID();

  public static Contoso shared() {
    return Shared.ONE;
  }

  private Contoso() {
    AtomicReference<EmbeddedAzureDevOps> made = new AtomicReference<>();
    azure =
        EmbeddedAzure.builder()
            .clock(clock)
            .furtherNames(List.of(AZURE_REGISTRY))
            .sites(directory -> {
              made.set(new EmbeddedAzureDevOps(directory, clock));
              return made.get().sites();
            })
            .start();
    devOps = made.get();
    // Not before: the JDK's server reads its limits once, and Azure's double sets them.
    settings = new SettingsDouble();
    Runtime.getRuntime().addShutdownHook(new Thread(azure::close, "azure-close"));
    EmbeddedEntra entra = azure.entra();
    entra.addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
    entra.addApplication(
        Application.of(TENANT, UUID.randomUUID().toString(), API, "Keyturn")
            .withApi(List.of(API_URI), List.of("Rotation.Worker")));
    String worker = application(WORKER, "Keyturn worker");
    application(DEVOPS, "Keyturn for Azure DevOps");
    entra.assignRole(TENANT, worker, API, "Rotation.Worker");
    entra.assignRole(TENANT, worker, Graph.CLIENT_ID, "Application.ReadWrite.All");
    entra.seedSecret(WORKER, workerSecret);
    entra.seedSecret(DEVOPS, devOpsSecret);
    entra.addSubscription(SUBSCRIPTION, TENANT, "Contoso Production");
    azure.keyVault().addVault(VAULT, TENANT);
    azure.keyVault().permit(VAULT, worker, Permission.SECRETS_OFFICER);
    azure.keyVault().setSecret(VAULT, DEVOPS_SECRET, devOpsSecret);
    azure.registries().add(BEARER_REGISTRY, Challenge.BEARER);
    azure.registries().add(BASIC_REGISTRY, Challenge.BASIC);
    azure.registries().addAzure(AZURE_REGISTRY, Challenge.BEARER, TENANT);
    azure.registries().atRoot(AZURE_REGISTRY);
  }

  /** Registers an application; answers its service principal's object id. */
  String application(String clientId, String name) {
    azure
        .entra()
        .addApplication(Application.of(TENANT, UUID.randomUUID().toString(), clientId, name));
    return azure.entra().servicePrincipalId(TENANT, clientId).orElseThrow();
  }

  public TurnedClock clock() {
    return clock;
  }

  public EmbeddedAzure azure() {
    return azure;
  }

  public EmbeddedAzureDevOps devOps() {
    return devOps;
  }

  public SettingsDouble settings() {
    return settings;
  }

  public String workerSecret() {
    return workerSecret;
  }

  public String devOpsSecret() {
    return devOpsSecret;
  }

  /** What a test may have broken works again. */
  public void mend() {
    azure.faults().clear();
    azure.entra().propagation(Duration.ZERO, false);
    azure.graph().conflict(409, 0);
    azure.graph().passwordPolicy(true, null);
    settings.failWith(200);
    settings.failApplicationsWith(200);
  }

  public AzureProperties properties() {
    Map<String, String> at = azure.settings();
    return new AzureProperties(
        URI.create(at.get("azure.devops-url")),
        URI.create(at.get("azure.devops-identity-url")),
        URI.create(at.get("azure.devops-accounts-url")),
        URI.create(at.get("azure.authority-host")),
        URI.create(at.get("azure.graph-url")),
        URI.create(at.get("azure.management-url")),
        List.of("*.vault.azure.net"),
        at.get("azure.key-vault-url"),
        Path.of(at.get("azure.ca-certificate")),
        URI.create(at.get("azure.instance-metadata-url")));
  }

  /** A new one each time: MSAL keeps tokens by the real time, and the clock here is turned. */
  public WorkerIdentity identity() {
    return new WorkerIdentity(
        properties(),
        new IdentityProperties(
            Optional.of(TENANT), Optional.of(WORKER), Optional.of(workerSecret)));
  }

  /** The Azure registry's address; its name leads here only for {@link #registryHttp}. */
  public String azureRegistryUrl() {
    return "https://" + AZURE_REGISTRY + ":" + properties().graphUrl().getPort();
  }

  /** Finds the Azure registry on this machine. */
  public OkHttpClient registryHttp() {
    return identity()
        .http()
        .newBuilder()
        .dns(host ->
            host.equals(AZURE_REGISTRY)
                ? List.of(InetAddress.getByName("127.0.0.1"))
                : Dns.SYSTEM.lookup(host))
        .build();
  }

  public AzureDevOps client() {
    return client(CallGate.OPEN);
  }

  /** As the worker's own, with the limits of {@code gate} behind it. */
  public AzureDevOps client(CallGate gate) {
    return AzureDevOps.ofManyCalls(
        properties().urls(),
        BlockingHttp.trusting(properties().caCertificate()),
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)),
        gate,
        clock);
  }
}
