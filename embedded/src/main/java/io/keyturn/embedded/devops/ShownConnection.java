package io.keyturn.embedded.devops;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A service connection as answers show it: without secrets, and as seen from one project. */
final class ShownConnection {

  private static final List<String> ONLY_FROM_72 =
      List.of(
          "creationDate",
          "modificationDate",
          "modifiedBy",
          "isDisabled",
          "isOutdated",
          "serviceManagementReference");

  private ShownConnection() {}

  /** As GET by id, create and update of one show it: secrets are {@code null}. */
  static ObjectNode one(StoredConnection connection, Call call) {
    ObjectNode shown = whole(connection, call);
    Confidential.nullSecrets(shown);
    return shown;
  }

  /** As lists show it: secrets are not there at all. */
  static ObjectNode listed(StoredConnection connection, Call call) {
    ObjectNode shown = whole(connection, call);
    Confidential.dropSecrets(shown);
    return shown;
  }

  /**
   * As seen from a project: a shared connection may have another name in each one, and its
   * references come in another order each time.
   */
  static ObjectNode from(Project project, StoredConnection connection, ObjectNode shown) {
    List<JsonNode> references = connection.references();
    if (references.size() > 1) {
      connection
          .referenceOf(project)
          .ifPresent(own -> {
            shown.put("name", own.path("name").asString(shown.path("name").asString("")));
            if (own.path("description").isString()) {
              shown.put("description", own.path("description").asString());
            }
          });
      ArrayNode turned = shown.putArray("serviceEndpointProjectReferences");
      for (int i = 0; i < references.size(); i++) {
        turned.add(references.get((i + connection.reads) % references.size()).deepCopy());
      }
    }
    return shown;
  }

  /** What a mere Reader gets: hardly more than the id, and still 200. */
  static ObjectNode partial(StoredConnection connection) {
    ObjectNode shown = World.JSON.createObjectNode();
    shown.put("id", connection.id);
    shown.put("name", connection.document.path("name").asString(""));
    shown.put("isShared", connection.references().size() > 1);
    shown.put("isReady", connection.document.path("isReady").asBoolean(true));
    return shown;
  }

  private static ObjectNode whole(StoredConnection connection, Call call) {
    ObjectNode shown = connection.document.deepCopy();
    Subject creator = call.organization().subjects.get(connection.createdBy);
    if (creator != null) {
      shown.set("createdBy", identityRef(creator, call));
    }
    JsonNode modifier = shown.path("modifiedBy");
    if (modifier.isString()) {
      Subject subject = call.organization().subjects.get(modifier.asString());
      if (subject != null) {
        shown.set("modifiedBy", identityRef(subject, call));
      }
    }
    if (call.version().isBefore72()) {
      ONLY_FROM_72.forEach(shown::remove);
    }
    return shown;
  }

  static ObjectNode identityRef(Subject subject, Call call) {
    String avatar = call.devops() + "_apis/GraphProfile/MemberAvatars/" + subject.descriptor();
    ObjectNode node = World.JSON.createObjectNode();
    node.put("displayName", subject.displayName);
    node.put("url", call.vssps() + "_apis/Identities/" + subject.id);
    node.putObject("_links").putObject("avatar").put("href", avatar);
    node.put("id", subject.id);
    node.put("uniqueName", subject.principalName);
    node.put("imageUrl", avatar);
    node.put("descriptor", subject.descriptor());
    return node;
  }
}
