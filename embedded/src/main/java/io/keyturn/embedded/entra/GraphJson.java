package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.http.Answer;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Microsoft Graph's JSON. */
final class GraphJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private GraphJson() {}

  static ObjectNode application(Application application) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("id", application.objectId())
            .put("appId", application.clientId())
            .put("displayName", application.displayName())
            .put("signInAudience", "AzureADMyOrg");
    ArrayNode uris = body.putArray("identifierUris");
    application.api().identifierUris().forEach(uris::add);
    ArrayNode roles = body.putArray("appRoles");
    application.api().appRoles().forEach(role -> roles.addObject().put("value", role));
    ArrayNode passwords = body.putArray("passwordCredentials");
    application.passwords().forEach(password -> passwords.add(password(password)));
    return body;
  }

  /** Never with the secret: {@code secretText} is null in every answer but addPassword's own. */
  static ObjectNode password(Password password) {
    ObjectNode body = JSON.createObjectNode();
    body.putNull("customKeyIdentifier");
    body.put("endDateTime", password.endDateTime().toString())
        .put("keyId", password.keyId())
        .put("startDateTime", password.startDateTime().toString());
    body.putNull("secretText");
    return body.put("hint", password.hint()).put("displayName", password.displayName());
  }

  static ObjectNode person(Person person) {
    return JSON.createObjectNode()
        .put("id", person.objectId())
        .put("displayName", person.displayName())
        .put("userPrincipalName", person.userPrincipalName())
        .put("userType", person.guest() ? "Guest" : "Member");
  }

  static Answer error(int status, String code, String message) {
    ObjectNode body = JSON.createObjectNode();
    String id = UUID.randomUUID().toString();
    body.putObject("error")
        .put("code", code)
        .put("message", message)
        .putObject("innerError")
        .put("date", Instant.now().toString().substring(0, 19))
        .put("request-id", id)
        .put("client-request-id", id);
    return Answer.json(status, body.toString()).with("request-id", id);
  }
}
