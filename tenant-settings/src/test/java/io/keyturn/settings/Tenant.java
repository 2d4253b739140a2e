package io.keyturn.settings;

import io.keyturn.settings.Installation.Answer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tenant in a test, with people in each role. */
final class Tenant {

  static final String PAT_MODE =
      """
      {"integrationEnabled": true, "useServicePrincipal": false, "personalAccessToken": "%s"}
      """;
  static final String SERVICE_PRINCIPAL_MODE =
      """
      {"integrationEnabled": true, "useServicePrincipal": true,
       "servicePrincipal": {"clientId": "5ec00000-0000-4000-8000-000000000001",
         "clientSecret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "devops-sp"}}}
      """;

  final UUID id;
  final UUID owner = UUID.randomUUID();
  private final Installation installation;

  Tenant(Installation installation, UUID id) {
    this.installation = installation;
    this.id = id;
  }

  String admin() {
    return installation.entra.token(id, UUID.randomUUID(), "Rotation.TenantAdmin");
  }

  String auditor() {
    return installation.entra.token(id, UUID.randomUUID(), "Rotation.Auditor");
  }

  String ownerToken() {
    return installation.entra.token(id, owner, "Rotation.ApplicationOwner");
  }

  String path(String rest) {
    return "/api/v1/tenants/" + id + rest;
  }

  Answer get(String path) {
    return installation.call(admin(), "GET", path(path), null);
  }

  Answer put(String path, String body) {
    return installation.call(admin(), "PUT", path(path), body);
  }

  Answer post(String path, @Nullable String body) {
    return installation.call(admin(), "POST", path(path), body);
  }

  Answer post(String path, String body, Map<String, String> headers) {
    return installation.call(admin(), "POST", path(path), body, headers);
  }

  Answer delete(String path) {
    return installation.call(admin(), "DELETE", path(path), null);
  }

  /** With settings in service principal mode and a connector for the organization. */
  Tenant connectedTo(String organization) {
    must(put("/devops-settings", SERVICE_PRINCIPAL_MODE), 200);
    must(
        post(
            "/connectors",
            "{\"name\": \"c-%s\", \"organization\": \"%s\"}"
                .formatted(organization.length() > 28 ? "long" : organization, organization)),
        201);
    return this;
  }

  /** An application of the owner's. */
  UUID application() {
    UUID application = UUID.randomUUID();
    must(put("/applications/" + application, application("billing", true)), 200);
    return application;
  }

  String application(String name, boolean enabled) {
    return """
    {"name": "%s", "integrationEnabled": %s, "owners": ["%s"],
     "secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "billing-secret"}}
    """
        .formatted(name, enabled, owner);
  }

  static String binding(String organization, UUID connection) {
    return """
    {"organization": "%s", "projectId": "%s", "connectionId": "%s", "projectName": "Shop",
     "connectionName": "prod"}
    """
        .formatted(organization, UUID.randomUUID(), connection);
  }

  static void must(Answer answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
  }
}
