package io.keyturn.azuredevops;

import io.keyturn.contracts.secret.ClientSecret;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The one place where a secret enters a JSON document, which is sent and then forgotten. */
final class SecretParameter {

  private SecretParameter() {}

  /**
   * A copy of the document with exactly that authorization parameter replaced. The parameter keeps
   * the spelling and the place it has; it is added only where there is none in any spelling: Azure
   * DevOps refuses documents with a second spelling of a parameter.
   */
  static ObjectNode put(ObjectNode document, String parameterName, ClientSecret secret) {
    ObjectNode copy = document.deepCopy();
    if (!(copy.get("authorization") instanceof ObjectNode authorization)) {
      throw new IllegalArgumentException("a service connection without authorization");
    }
    ObjectNode parameters =
        authorization.get("parameters") instanceof ObjectNode present
            ? present
            : authorization.putObject("parameters");
    parameters.put(spelling(parameters, parameterName), secret.reveal());
    return copy;
  }

  private static String spelling(ObjectNode parameters, String parameterName) {
    if (parameters.has(parameterName)) {
      return parameterName;
    }
    return parameters.properties().stream()
        .map(Map.Entry<String, JsonNode>::getKey)
        .filter(parameterName::equalsIgnoreCase)
        .findFirst()
        .orElse(parameterName);
  }
}
