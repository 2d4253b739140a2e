package io.keyturn.embedded.devops;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service connection about to be stored. Each method stores it and ends the sentence; one that is
 * already there under that name is returned unchanged.
 */
public final class NewConnection {

  private static final String ARM = "https://management.azure.com/";

  private final AzureProject project;
  private final String name;

  NewConnection(AzureProject project, String name) {
    this.project = project;
    this.name = name;
  }

  /** azurerm, ServicePrincipal with a client secret, Manual: the kind that can be rotated. */
  public ServiceConnection azureResourceManager(
      String tenantId,
      String clientId,
      String secret,
      String subscriptionId,
      String subscriptionName) {
    return arm(
        "ServicePrincipal",
        "Manual",
        subscriptionId,
        subscriptionName,
        Map.of(
            "tenantid", tenantId,
            "serviceprincipalid", clientId,
            "authenticationType", "spnKey",
            "serviceprincipalkey", secret));
  }

  /** azurerm whose application Azure DevOps made and whose secret it owns. */
  public ServiceConnection automatic(
      String tenantId,
      String clientId,
      String secret,
      String subscriptionId,
      String subscriptionName) {
    return arm(
        "ServicePrincipal",
        "Automatic",
        subscriptionId,
        subscriptionName,
        Map.of(
            "tenantid", tenantId,
            "serviceprincipalid", clientId,
            "authenticationType", "spnKey",
            "serviceprincipalkey", secret));
  }

  /** azurerm with a certificate instead of a client secret. */
  public ServiceConnection certificate(
      String tenantId,
      String clientId,
      String pem,
      String subscriptionId,
      String subscriptionName) {
    return arm(
        "ServicePrincipal",
        "Manual",
        subscriptionId,
        subscriptionName,
        Map.of(
            "tenantid", tenantId,
            "serviceprincipalid", clientId,
            "authenticationType", "spnCertificate",
            "servicePrincipalCertificate", pem));
  }

  /** azurerm with workload identity federation: there is no secret. */
  public ServiceConnection federated(
      String tenantId, String clientId, String subscriptionId, String subscriptionName) {
    return arm(
        "WorkloadIdentityFederation",
        "Manual",
        subscriptionId,
        subscriptionName,
        Map.of(
            "tenantid",
            tenantId,
            "serviceprincipalid",
            clientId,
            "workloadIdentityFederationIssuer",
            "https://login.microsoftonline.com/" + tenantId + "/v2.0",
            "workloadIdentityFederationSubject",
            "sc://" + project.organizationName() + "/" + project.name() + "/" + name));
  }

  /** azurerm with a managed identity: there is no secret and no creation mode. */
  public ServiceConnection managedIdentity(
      String tenantId, String subscriptionId, String subscriptionName) {
    return arm(
        "ManagedServiceIdentity",
        "",
        subscriptionId,
        subscriptionName,
        Map.of("tenantid", tenantId));
  }

  /**
   * dockerregistry of any vendor. Its URL is Docker Hub's all the same, as the portal stores it.
   */
  public ServiceConnection dockerRegistry(String registry, String username, String password) {
    return docker("Others", registry, username, password);
  }

  public ServiceConnection dockerHub(String username, String password) {
    return docker("DockerHub", "https://index.docker.io/v1/", username, password);
  }

  /** dockerregistry of Azure, whose service principal Azure DevOps looks after. */
  public ServiceConnection azureContainerRegistry(
      String tenantId, String clientId, String secret, String loginServer) {
    ObjectNode document = document("dockerregistry", "https://" + loginServer, "serviceprincipal");
    parameters(
        document,
        Map.of(
            "loginServer", loginServer,
            "servicePrincipalId", clientId,
            "servicePrincipalKey", secret,
            "tenantId", tenantId));
    document.withObjectProperty("data").put("registrytype", "ACR");
    return store(document);
  }

  public ServiceConnection generic(String url, String username, String password) {
    ObjectNode document = document("generic", url, "UsernamePassword");
    parameters(document, Map.of("username", username, "password", password));
    return store(document);
  }

  private ServiceConnection arm(
      String scheme,
      String creationMode,
      String subscriptionId,
      String subscriptionName,
      Map<String, String> parameters) {
    ObjectNode document = document("azurerm", ARM, scheme);
    ObjectNode data = document.withObjectProperty("data");
    data.put("environment", "AzureCloud");
    data.put("scopeLevel", "Subscription");
    data.put("subscriptionId", subscriptionId);
    data.put("subscriptionName", subscriptionName);
    if (!creationMode.isEmpty()) {
      data.put("creationMode", creationMode);
    }
    if (creationMode.equals("Automatic")) {
      data.put("azureSpnRoleAssignmentId", World.idFor("assignment", subscriptionId, name));
      data.put("azureSpnPermissions", "[]");
      data.put("spnObjectId", World.idFor("spn", subscriptionId, name));
      data.put("appObjectId", World.idFor("app", subscriptionId, name));
    }
    parameters(document, parameters);
    return store(document);
  }

  private ServiceConnection docker(String kind, String registry, String username, String password) {
    ObjectNode document = document("dockerregistry", "https://hub.docker.com/", "UsernamePassword");
    parameters(
        document,
        Map.of("registry", registry, "username", username, "password", password, "email", ""));
    document.withObjectProperty("data").put("registrytype", kind);
    return store(document);
  }

  private ObjectNode document(String type, String url, String scheme) {
    ObjectNode document = World.JSON.createObjectNode();
    document.putObject("data");
    document.put("id", World.idFor("connection", project.id(), name));
    document.put("name", name);
    document.put("type", type);
    document.put("url", url);
    document.put("description", "");
    document.putObject("authorization").put("scheme", scheme);
    document.put("isShared", false);
    document.put("owner", "library");
    EndpointWrites.status(document, true, "Ready", "");
    project.putReference(document.putArray("serviceEndpointProjectReferences").addObject(), name);
    return document;
  }

  private static void parameters(ObjectNode document, Map<String, String> values) {
    ObjectNode parameters =
        document.withObjectProperty("authorization").withObjectProperty("parameters");
    values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(v -> parameters.put(v.getKey(), v.getValue()));
  }

  private ServiceConnection store(ObjectNode document) {
    Optional<ServiceConnection> existing = project.existing(name);
    return existing.orElseGet(() -> project.store(document));
  }
}
