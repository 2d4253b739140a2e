package io.keyturn.sandbox;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.DemoTenant.App;
import tools.jackson.databind.JsonNode;

/**
 * What people changed in Azure DevOps after the connections were bound: no binding would be taken
 * of them as they are now, and no rotation may write them. Repeatable.
 */
final class SinceBound {

  private final EmbeddedServers servers;
  private final DemoTenant tenant;

  private SinceBound(EmbeddedServers servers, DemoTenant tenant) {
    this.servers = servers;
    this.tenant = tenant;
  }

  static void happen(EmbeddedServers servers, DemoTenant tenant) {
    SinceBound since = new SinceBound(servers, tenant);
    since.becameDockerHub(tenant.connection("reporting-hub"));
    since.wasConverted(tenant.connection("analytics-federated"));
    since.signsInAs(App.PAYMENTS, tenant.connection("mailer-prod"));
    servers.azure().save();
  }

  private void becameDockerHub(ServiceConnection connection) {
    connection.edit(it -> it.withObjectProperty("data").put("registrytype", "DockerHub"));
  }

  private void wasConverted(ServiceConnection connection) {
    JsonNode document = servers.devOps().document(DemoTenant.ORGANIZATION, connection.id());
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
