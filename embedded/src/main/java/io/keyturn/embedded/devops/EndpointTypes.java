package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue of connection types, as far as the embedded connections go. */
final class EndpointTypes {

  private record Scheme(String name, List<String> open, List<String> confidential) {}

  private record Type(String name, String title, String testUrl, List<Scheme> schemes) {}

  private static final List<String> PRINCIPAL =
      List.of("serviceprincipalid", "tenantid", "authenticationType", "scope", "role");

  private static final List<String> PRINCIPAL_SECRETS =
      List.of("serviceprincipalkey", "servicePrincipalCertificate", "accessToken");

  private static final List<Type> TYPES =
      List.of(
          new Type(
              "azurerm",
              "Azure Resource Manager",
              "{{{endpoint.url}}}subscriptions/{{{endpoint.subscriptionId}}}?api-version=2016-06-01",
              List.of(
                  new Scheme("ServicePrincipal", PRINCIPAL, PRINCIPAL_SECRETS),
                  new Scheme("WorkloadIdentityFederation", PRINCIPAL, List.of()),
                  new Scheme("ManagedServiceIdentity", List.of("tenantid"), List.of()),
                  new Scheme("PublishProfile", List.of("tenantid"), List.of("publishProfile")))),
          new Type(
              "dockerregistry",
              "Docker Registry",
              "{{endpoint.url}}v2/repositories/namespaces/",
              List.of(
                  new Scheme(
                      "UsernamePassword",
                      List.of("registry", "username", "email"),
                      List.of("password")),
                  new Scheme("ServicePrincipal", PRINCIPAL, PRINCIPAL_SECRETS))),
          new Type(
              "generic",
              "Generic",
              "",
              List.of(new Scheme("UsernamePassword", List.of("username"), List.of("password")))));

  private EndpointTypes() {}

  static Answer list(Call call) {
    List<ObjectNode> shown = new ArrayList<>();
    for (Type type : TYPES) {
      if (call.query("type").map(type.name::equalsIgnoreCase).orElse(true)) {
        ObjectNode node = World.JSON.createObjectNode();
        node.put("name", type.name);
        node.put("displayName", type.title);
        ArrayNode schemes = node.putArray("authenticationSchemes");
        type.schemes.stream()
            .filter(s -> call.query("scheme").map(s.name::equalsIgnoreCase).orElse(true))
            .forEach(s -> schemes.add(shown(s)));
        ArrayNode sources = node.putArray("dataSources");
        if (!type.testUrl.isEmpty()) {
          ObjectNode test = sources.addObject();
          test.put("name", "TestConnection");
          test.put("endpointUrl", type.testUrl);
        }
        shown.add(node);
      }
    }
    return call.list(shown);
  }

  private static ObjectNode shown(Scheme scheme) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("scheme", scheme.name);
    node.put("displayName", scheme.name);
    ArrayNode inputs = node.putArray("inputDescriptors");
    scheme.open.forEach(id -> inputs.addObject().put("id", id).put("isConfidential", false));
    scheme.confidential.forEach(id -> inputs.addObject().put("id", id).put("isConfidential", true));
    return node;
  }
}
