package io.keyturn.embedded.devops;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which authorization parameters are secrets, and how answers hide them. */
final class Confidential {

  // Source: ListEndpointTypes.json, inputs with isConfidential; the rest from user reports.
  private static final Set<String> NAMES =
      Set.of(
          "serviceprincipalkey",
          "serviceprincipalcertificate",
          "accesstoken",
          "publishprofile",
          "password",
          "apitoken",
          "secret",
          "clientsecret",
          "privatekey",
          "certificate",
          "kubeconfig",
          "nugetkey");

  private Confidential() {}

  static boolean is(String type, String parameter) {
    String name = parameter.toLowerCase(Locale.ROOT);
    // SonarQube keeps its token in the user name. Source: vsts-rest-api-specs#303.
    return NAMES.contains(name) || (type.equalsIgnoreCase("sonarqube") && name.equals("username"));
  }

  /** GET by id, create, update of one: the parameter is there, its value is {@code null}. */
  static void nullSecrets(ObjectNode document) {
    hide(document, false);
  }

  /** Lists: the parameter is not there at all. */
  static void dropSecrets(ObjectNode document) {
    hide(document, true);
  }

  private static void hide(ObjectNode document, boolean drop) {
    JsonNode parameters = document.path("authorization").path("parameters");
    if (parameters instanceof ObjectNode values) {
      String type = document.path("type").asString("");
      for (String name : Set.copyOf(values.propertyNames())) {
        if (is(type, name)) {
          if (drop) {
            values.remove(name);
          } else {
            values.putNull(name);
          }
        }
      }
    }
  }
}
