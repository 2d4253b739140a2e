package io.keyturn.sandbox;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.DemoTenant.App;
import tools.jackson.databind.JsonNode;

/**
 * What people changed in Azure DevOps after the connections were bound: no binding would be taken
 * of them as they are now, and no rotation may write them. Repeatable.
 */
final class SinceBound {

  private final DemoAzure demo;
  private final DemoTenant tenant;

  private SinceBound(DemoAzure demo, DemoTenant tenant) {
    this.demo = demo;
    this.tenant = tenant;
  }

  static void happen(DemoAzure demo, DemoTenant tenant) {
    SinceBound since = new SinceBound(demo, tenant);
    since.becameDockerHub(tenant.connection("reporting-hub"));
    since.wasConverted(tenant.connection("analytics-federated"));
    since.signsInAs(App.PAYMENTS, tenant.connection("mailer-prod"));
    demo.azure().save();
  }

  private void becameDockerHub(ServiceConnection connection) {
    connection.edit(it -> it.withObjectProperty("data").put("registrytype", "DockerHub"));
  }

  private void wasConverted(ServiceConnection connection) {
    JsonNode document = demo.devOps().document(DemoTenant.ORGANIZATION, connection.id());
    if (document.at("/authorization/scheme").asString("").equals("ServicePrincipal")) {
      tenant.connection(connection.name()).convertToFederation();
    }
  }

  private void signsInAs(App app, ServiceConnection connection) {
    connection.edit(it ->
        it.withObjectProperty("authorization")
            .withObjectProperty("parameters")
            .put("serviceprincipalid", app.clientId));
  }
}
