package io.keyturn.sandbox;

import static io.keyturn.sandbox.DemoTenant.LABS;
import static io.keyturn.sandbox.DemoTenant.ORGANIZATION;
import static io.keyturn.sandbox.DemoTenant.REGISTRY;
import static io.keyturn.sandbox.DemoTenant.REGISTRY_USER;
import static io.keyturn.sandbox.DemoTenant.TENANT;
import static io.keyturn.sandbox.DemoTenant.VAULT;

import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.NewConnection;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.entra.Graph;
import io.keyturn.embedded.entra.Person;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.keyvault.EmbeddedKeyVault;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.embedded.registry.EmbeddedRegistries;
import io.keyturn.sandbox.DemoTenant.App;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Fills the embedded Azure with Contoso. What an earlier run left there stays as it is. */
final class AzureSeed {

  private static final String SUBSCRIPTION = "1272a66f-e2e8-4e88-ab43-487409186c3f";
  private static final String SUBSCRIPTION_NAME = "Contoso Production";
  private static final String AUTOMATION_GROUP = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  private static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";
  private static final Duration PROPAGATION = Duration.ofSeconds(3);

  private final DemoAzure demo;
  private final DemoTenant tenant;
  private final EmbeddedEntra entra;
  private final EmbeddedKeyVault vault;

  private AzureSeed(DemoAzure demo, DemoTenant tenant) {
    this.demo = demo;
    this.tenant = tenant;
    this.entra = demo.azure().entra();
    this.vault = demo.azure().keyVault();
  }

  /**
   * What was made anew in this run and has to be handed on.
   *
   * @param workerSecret of the worker's own identity
   * @param cliSecret of the application that the curl commands sign in as
   * @param registrationSecret of Keyturn's own registration, which acts on behalf of users; in the
   *     sandbox it is tenant-settings' own identity, too
   * @param labsToken a personal access token of the organization contoso-labs
   */
  record Handover(
      String workerSecret, String cliSecret, String registrationSecret, String labsToken) {
    @Override
    public String toString() {
      return "Handover[hidden]";
    }
  }

  static Handover run(DemoAzure demo, DemoTenant tenant) {
    AzureSeed seed = new AzureSeed(demo, tenant);
    if (!demo.azure().restored()) {
      seed.directory();
    }
    seed.letSettingsVerify();
    String labsToken = seed.azureDevOps();
    Handover handover =
        new Handover(
            seed.freshSecret(DemoTenant.WORKER_CLIENT_ID),
            seed.freshSecret(DemoTenant.CLI_CLIENT_ID),
            seed.freshSecret(DemoTenant.API_CLIENT_ID),
            labsToken);
    demo.azure().save();
    return handover;
  }

  private void directory() {
    entra.addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
    entra.addPerson(
        Person.member(TENANT, DemoTenant.ADMINISTRATOR, "ada@contoso.example", "Ada Admin"));
    entra.addApplication(
        Application.of(TENANT, objectId("keyturn"), DemoTenant.API_CLIENT_ID, "Keyturn")
            .withApi(
                List.of(DemoTenant.API_URI),
                List.of(
                    "Rotation.TenantAdmin",
                    "Rotation.ApplicationOwner",
                    "Rotation.Auditor",
                    "Rotation.Worker")));
    String worker = application("Keyturn worker", DemoTenant.WORKER_CLIENT_ID);
    String cli = application("Contoso automation", DemoTenant.CLI_CLIENT_ID);
    application("Keyturn for Azure DevOps", DemoTenant.DEVOPS_CLIENT_ID);
    entra.addApplication(
        Application.of(
                TENANT, objectId("people"), DemoTenant.PEOPLE_CLIENT_ID, "Contoso command line")
            .withSignIn(List.of(), true));
    entra.consent(TENANT, DemoTenant.PEOPLE_CLIENT_ID, DemoTenant.API_URI);
    entra.assignRole(TENANT, worker, DemoTenant.API_CLIENT_ID, "Rotation.Worker");
    entra.assignRole(TENANT, worker, Graph.CLIENT_ID, "Application.ReadWrite.All");
    entra.assignRole(TENANT, cli, DemoTenant.API_CLIENT_ID, "Rotation.TenantAdmin");
    entra.assignRole(
        TENANT, DemoTenant.ADMINISTRATOR, DemoTenant.API_CLIENT_ID, "Rotation.TenantAdmin");
    people();
    entra.consent(TENANT, DemoTenant.API_CLIENT_ID, AZURE_DEVOPS);
    vault.addVault(VAULT, TENANT);
    vault.permit(VAULT, worker, Permission.SECRETS_OFFICER);
    vault.permit(VAULT, cli, Permission.SECRETS_OFFICER);
    keep("keyturn-devops-secret", freshSecret(DemoTenant.DEVOPS_CLIENT_ID));

    entra.addSubscription(SUBSCRIPTION, TENANT, SUBSCRIPTION_NAME);
    for (App app : App.values()) {
      entra.grantSubscription(application(app.title(), app.clientId), SUBSCRIPTION);
    }
    demo.azure().registries().add(REGISTRY, EmbeddedRegistries.Challenge.BEARER);
    // From here on a new secret stays unknown for a while, as in the real Entra.
    entra.propagation(PROPAGATION, false);
  }

  /** tenant-settings tries a connector's client secret before it saves the connector. */
  private void letSettingsVerify() {
    String settings = entra.servicePrincipalId(TENANT, DemoTenant.API_CLIENT_ID).orElseThrow();
    vault.permit(VAULT, settings, Permission.SECRETS_USER);
  }

  /** Whom one may sign in to the console as, besides Ada. */
  private void people() {
    entra.addPerson(Person.member(TENANT, DemoTenant.OWNER, "olga@contoso.example", "Olga Owner"));
    entra.addPerson(
        Person.member(TENANT, DemoTenant.AUDITOR, "otto@contoso.example", "Otto Auditor"));
    entra.addPerson(
        new Person(
            TENANT,
            DemoTenant.GUEST,
            "gina_fabrikam.example#EXT#@contoso.example",
            "Gina Guest",
            DemoTenant.GUESTS_HOME));
    entra.addPerson(
        Person.member(TENANT, DemoTenant.NOBODY, "nils@contoso.example", "Nils Nobody"));
    String keyturn = DemoTenant.API_CLIENT_ID;
    entra.assignRole(TENANT, DemoTenant.OWNER, keyturn, "Rotation.ApplicationOwner");
    entra.assignRole(TENANT, DemoTenant.GUEST, keyturn, "Rotation.ApplicationOwner");
    entra.assignRole(TENANT, DemoTenant.AUDITOR, keyturn, "Rotation.Auditor");
  }

  /** Answers the personal access token of contoso-labs. */
  private String azureDevOps() {
    AzureOrganization contoso = demo.devOps().organization(ORGANIZATION, TENANT);
    Member worker =
        contoso.servicePrincipal(
            entra.servicePrincipalId(TENANT, DemoTenant.DEVOPS_CLIENT_ID).orElseThrow(),
            DemoTenant.DEVOPS_CLIENT_ID,
            "Keyturn for Azure DevOps");
    AzureProject payments = contoso.project("Payments");
    AzureProject storefront = contoso.project("Storefront");
    AzureProject warehouse = contoso.project("Warehouse");
    Member ada = contoso.user(DemoTenant.ADMINISTRATOR, "Ada Admin", "ada@contoso.example");
    ada.joins(contoso.projectCollectionAdministrators());
    Member olga = contoso.user(DemoTenant.OWNER, "Olga Owner", "olga@contoso.example");
    olga.joins(payments.endpointAdministrators());
    olga.joins(warehouse.contributors());
    // Into one project through an Entra group that is nested in the project's own group.
    worker.joins(
        contoso
            .entraGroup(AUTOMATION_GROUP, "Platform Automation")
            .joins(payments.endpointAdministrators()));
    worker.joins(storefront.administrators());
    // Sees the warehouse, and administers nothing there.
    worker.joins(warehouse.contributors());

    administered(worker, arm(payments.connection("payments-prod"), App.PAYMENTS));
    administered(worker, arm(payments.connection("invoicing-prod"), App.INVOICING));
    administered(worker, docker(storefront.connection("storefront-registry")));
    administered(
        worker,
        storefront
            .connection("reporting-hub")
            .dockerRegistry("https://index.docker.io/v1/", "contoso", first(App.REPORTING)));
    administered(worker, arm(payments.connection("analytics-federated"), App.ANALYTICS));
    administered(worker, arm(warehouse.connection("warehouse-prod"), App.WAREHOUSE));
    administered(worker, arm(payments.connection("archive-prod"), App.ARCHIVE));
    administered(worker, arm(payments.connection("mailer-prod"), App.MAILER));
    // Bound to nothing yet: something to try the console with.
    administered(worker, arm(payments.connection("payments-staging"), App.PAYMENTS));
    contoso.connections().forEach(connection -> connection.organizationAdministrator(ada));
    contoso.connections().forEach(connection -> connection.organizationAdministrator(olga));
    return labs();
  }

  private String labs() {
    AzureOrganization labs = demo.devOps().organization(LABS, TENANT);
    Member service =
        labs.user(
            objectId("svc-keyturn"), "Keyturn service account", "svc-keyturn@contoso.example");
    service.joins(labs.projectCollectionAdministrators());
    administered(
        service, arm(labs.project("Experiments").connection("invoicing-test"), App.INVOICING));
    Member ada = labs.user(DemoTenant.ADMINISTRATOR, "Ada Admin", "ada@contoso.example");
    ada.joins(labs.projectCollectionAdministrators());
    labs.connections().forEach(connection -> connection.organizationAdministrator(ada));
    return labs.personalAccessToken(
        service,
        "keyturn",
        Instant.now().plus(Duration.ofDays(90)),
        "vso.serviceendpoint_manage",
        "vso.project",
        "vso.graph",
        "vso.identity");
  }

  private ServiceConnection arm(NewConnection connection, App app) {
    return connection.azureResourceManager(
        TENANT, app.clientId, first(app), SUBSCRIPTION, SUBSCRIPTION_NAME);
  }

  private ServiceConnection docker(NewConnection connection) {
    String password = first(App.STOREFRONT);
    demo.azure().registries().user(REGISTRY, REGISTRY_USER, password);
    return connection.dockerRegistry(demo.azure().registryUrl(REGISTRY), REGISTRY_USER, password);
  }

  private void administered(Member worker, ServiceConnection connection) {
    connection.organizationAdministrator(worker);
    tenant.remember(connection);
  }

  /** The secret that the connection holds before anything is renewed; also in Key Vault. */
  private String first(App app) {
    String secret = freshSecret(app.clientId);
    if (vault.versions(VAULT, app.secretName()).isEmpty()) {
      keep(app.secretName(), secret);
    }
    return secret;
  }

  private String freshSecret(String clientId) {
    String secret = Settings.random();
    entra.seedSecret(clientId, secret);
    return secret;
  }

  private void keep(String name, String secret) {
    vault.setSecret(VAULT, name, secret);
  }

  /** Answers the object id of the service principal. */
  private String application(String name, String clientId) {
    entra.addApplication(Application.of(TENANT, objectId(name), clientId, name));
    return entra.servicePrincipalId(TENANT, clientId).orElseThrow();
  }

  private static String objectId(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }
}
