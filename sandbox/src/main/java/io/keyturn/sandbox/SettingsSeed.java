package io.keyturn.sandbox;

import static io.keyturn.sandbox.DemoTenant.LABS;
import static io.keyturn.sandbox.DemoTenant.ORGANIZATION;

import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.DemoTenant.App;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets Contoso up through the admin settings API, as its administrator would; what is bound is
 * bound as a signed-in user, whom Azure DevOps is asked for. Repeatable.
 */
final class SettingsSeed {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Api api;
  private final Api asAda;
  private final DemoAzure demo;
  private final DemoTenant tenant;

  private SettingsSeed(String settingsUrl, DemoAzure demo, DemoTenant tenant) {
    this.api = Api.asAutomation(settingsUrl, demo);
    this.asAda = Api.asAda(settingsUrl, demo);
    this.demo = demo;
    this.tenant = tenant;
  }

  static void run(String settingsUrl, DemoAzure demo, DemoTenant tenant, String labsToken) {
    SettingsSeed seed = new SettingsSeed(settingsUrl, demo, tenant);
    seed.tenantSettings();
    seed.connector(ORGANIZATION, "tenantDefault", null);
    seed.connector(LABS, "personalAccessToken", labsToken);
    for (App app : App.values()) {
      seed.application(app, true);
    }
    seed.bind(App.PAYMENTS, ORGANIZATION, "Payments", "payments-prod");
    seed.bind(App.INVOICING, ORGANIZATION, "Payments", "invoicing-prod");
    seed.bind(App.INVOICING, LABS, "Experiments", "invoicing-test");
    seed.bind(App.STOREFRONT, ORGANIZATION, "Storefront", "storefront-registry");
    seed.bind(App.REPORTING, ORGANIZATION, "Storefront", "reporting-hub");
    seed.bind(App.ANALYTICS, ORGANIZATION, "Payments", "analytics-federated");
    seed.bind(App.WAREHOUSE, ORGANIZATION, "Warehouse", "warehouse-prod");
    seed.bind(App.ARCHIVE, ORGANIZATION, "Payments", "archive-prod");
    seed.bind(App.MAILER, ORGANIZATION, "Payments", "mailer-prod");
    seed.application(App.ARCHIVE, false);
    SinceBound.happen(demo, tenant);
  }

  private void tenantSettings() {
    ObjectNode settings = JSON.createObjectNode();
    settings.put("integrationEnabled", true);
    settings.put("useServicePrincipal", true);
    settings.put("includeHomeTenantOrganizations", false);
    settings
        .putObject("servicePrincipal")
        .put("clientId", DemoTenant.DEVOPS_CLIENT_ID)
        .set("clientSecret", location("keyturn-devops-secret"));
    api.put("/devops-settings", settings).expect(200, 201);
  }

  private void connector(
      String organization, String kind, @org.jspecify.annotations.Nullable String token) {
    ObjectNode connector = JSON.createObjectNode();
    connector.put("name", organization).put("organization", organization);
    ObjectNode signIn = connector.putObject("signIn").put("kind", kind);
    if (token != null) {
      signIn.put("personalAccessToken", token);
    }
    boolean known = api.get("/connectors/" + organization).status() == 200;
    if (known) {
      api.put("/connectors/" + organization, connector).expect(200);
    } else {
      api.post("/connectors", connector).expect(201);
    }
  }

  private void application(App app, boolean enabled) {
    ObjectNode settings = JSON.createObjectNode();
    settings.put("name", app.title());
    settings.put("integrationEnabled", enabled);
    settings.putArray("owners").add(DemoTenant.ADMINISTRATOR).add(DemoTenant.OWNER);
    settings.set("secret", location(app.secretName()));
    api.put("/applications/" + app.clientId, settings).expect(200, 201);
  }

  private void bind(App app, String organization, String project, String connectionName) {
    ServiceConnection connection = tenant.connection(connectionName);
    AzureOrganization azure = demo.devOps().organization(organization);
    ObjectNode binding = JSON.createObjectNode();
    binding.put("organization", organization);
    binding.put("projectId", azure.project(project).id());
    binding.put("connectionId", connection.id());
    String bindings = "/applications/" + app.clientId + "/bindings";
    boolean bound =
        api.get(bindings)
            .expect(200)
            .body()
            .path("items")
            .valueStream()
            .anyMatch(it -> it.path("connectionId").asString("").equals(connection.id()));
    if (!bound) {
      asAda.post(bindings, binding).expect(201);
    }
  }

  private static ObjectNode location(String secretName) {
    return JSON.createObjectNode().put("vaultUrl", DemoTenant.VAULT_URL).put("name", secretName);
  }
}
