package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Tells a caller who it is; never released, so that the preview has to be asked for. */
final class ConnectionData {

  private ConnectionData() {}

  static List<Route> routes() {
    return List.of(
        Route.preview("GET", "_apis/connectionData", Set.of(), ConnectionData::connectionData));
  }

  private static Answer connectionData(Call call) {
    ObjectNode body = World.JSON.createObjectNode();
    body.set("authenticatedUser", identity(call.caller().subject()));
    body.set("authorizedUser", identity(call.caller().subject()));
    body.put("instanceId", call.organization().id);
    body.put("deploymentId", World.idFor("deployment"));
    body.put("deploymentType", "hosted");
    ObjectNode location = body.putObject("locationServiceData");
    location.put("serviceOwner", "00025394-6065-48ca-87d9-7f5672854ef7");
    location.put("defaultAccessMappingMoniker", "PublicAccessMapping");
    location.put("lastChangeId", 1);
    location.put("lastChangeId64", 1);
    return call.ok(body);
  }

  private static ObjectNode identity(Subject subject) {
    ObjectNode node = World.JSON.createObjectNode();
    node.put("id", subject.id);
    node.put("descriptor", subject.legacyDescriptor());
    node.put("subjectDescriptor", subject.descriptor());
    node.put("providerDisplayName", subject.displayName);
    node.put("isActive", subject.active);
    node.putObject("properties")
        .putObject("Account")
        .put("$type", "System.String")
        .put("$value", subject.principalName);
    node.put("resourceVersion", 2);
    node.put("metaTypeId", 0);
    return node;
  }
}
