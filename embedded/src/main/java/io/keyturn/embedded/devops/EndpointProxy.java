package io.keyturn.embedded.devops;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The connection test. HTTP says 200 whether it passes or not; the result is in the body.
 *
 * <p>Details in the body take the place of the stored ones, so that a secret can be tried before it
 * is saved.
 */
final class EndpointProxy implements Route.Operation {

  private static final Set<String> QUERY =
      Set.of("vso.serviceendpoint_query", "vso.serviceendpoint_manage");

  private final World world;
  private final Directory directory;

  EndpointProxy(World world, Directory directory) {
    this.world = world;
    this.directory = directory;
  }

  List<Route> routes() {
    return List.of(Route.of("POST", "{project}/_apis/serviceendpoint/endpointproxy", QUERY, this));
  }

  @Override
  public Answer answer(Call call) {
    JsonNode details;
    synchronized (world) {
      details = details(call);
    }
    return switch (details.path("type").asString("").toLowerCase(Locale.ROOT)) {
      case "azurerm" -> azureResourceManager(call, details);
      // The catalogue's data source is {{endpoint.url}}v2/repositories/namespaces/ and the URL is
      // Docker Hub's whatever the registry is: passing says nothing about the password.
      case "dockerregistry" -> result(call, "ok", "");
      default ->
          throw Refusal.badArgument(
              "Unable to find data source 'TestConnection' for the service connection's type.");
    };
  }

  private static JsonNode details(Call call) {
    Project project = call.project();
    String id = call.query("endpointId").orElseThrow(() -> Refusal.nullArgument("endpointId"));
    StoredConnection connection =
        EndpointReads.find(call, project, id).orElseThrow(() -> UpdateRules.unknown(id));
    if ((EndpointReads.rights(call, project, connection) & Role.USE) == 0) {
      throw Refusal.accessDenied(
          "You do not have permission to use this service connection. You need to be a User of"
              + " it.");
    }
    JsonNode body = call.body();
    String source = body.path("dataSourceDetails").path("dataSourceName").asString("");
    if (!source.equals("TestConnection")) {
      throw Refusal.badArgument(
          "Unable to find data source '" + source + "' for the service connection's type.");
    }
    JsonNode inline = body.path("serviceEndpointDetails");
    return inline.isObject() && !inline.isEmpty() ? inline : connection.document.deepCopy();
  }

  /** ARM answers a GET of the subscription, with a token got by the connection's secret. */
  private Answer azureResourceManager(Call call, JsonNode details) {
    JsonNode authorization = details.path("authorization");
    // Spelled exactly so: "tenantId" is not understood here, "tenantid" is.
    String tenant = authorization.path("parameters").path("tenantid").asString("");
    String client = authorization.path("parameters").path("serviceprincipalid").asString("");
    String secret = authorization.path("parameters").path("serviceprincipalkey").asString("");
    JsonNode data = details.path("data");
    boolean group = data.path("scopeLevel").asString("").equalsIgnoreCase("ManagementGroup");
    String target = data.path(group ? "managementGroupId" : "subscriptionId").asString("");
    Optional<String> failure =
        switch (authorization.path("scheme").asString("").toLowerCase(Locale.ROOT)) {
          case "serviceprincipal" -> tokenFailure(tenant, client, secret);
          case "workloadidentityfederation", "managedserviceidentity" -> Optional.empty();
          default -> Optional.of("The authorization scheme is not supported by TestConnection.");
        };
    if (failure.isPresent()) {
      return result(
          call,
          "badRequest",
          "Failed to obtain the Json Web Token(JWT) using service principal client ID. Exception"
              + " message: "
              + failure.get());
    }
    if (!client.isEmpty() && !directory.mayReadSubscription(tenant, client, target)) {
      return result(
          call,
          "forbidden",
          "Failed to query service connection API: '"
              + details.path("url").asString("")
              + (group ? "providers/Microsoft.Management/managementGroups/" : "subscriptions/")
              + target
              + "?api-version=2016-06-01'. Status Code: 'Forbidden', Response from server:"
              + " '{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client '"
              + client
              + "' does not have authorization to perform action"
              + " 'Microsoft.Resources/subscriptions/read' over scope.\"}}'");
    }
    return result(call, "ok", "");
  }

  private Optional<String> tokenFailure(String tenant, String client, String secret) {
    if (tenant.isEmpty() || client.isEmpty() || secret.isEmpty()) {
      return Optional.of(
          "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required.");
    }
    Directory.SecretCheck check = directory.tryClientSecret(tenant, client, secret);
    return check.accepted() ? Optional.empty() : Optional.of(check.message());
  }

  private static Answer result(Call call, String statusCode, String errorMessage) {
    ObjectNode body = World.JSON.createObjectNode();
    body.putArray("result");
    body.put("statusCode", statusCode);
    body.put("errorMessage", errorMessage);
    body.put("callbackRequired", false);
    body.put("activityId", call.activityId());
    return call.ok(body);
  }
}
