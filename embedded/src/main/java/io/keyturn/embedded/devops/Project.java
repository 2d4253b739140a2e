package io.keyturn.embedded.devops;

/** A project of an organization. */
final class Project {

  String id = "";
  String name = "";
  String description = "";

  /** Not the project's id and not computable from it for a client: it has to ask. */
  String scopeId = "";

  String lastUpdateTime = "";

  String domain() {
    return "vstfs:///Classification/TeamProject/" + id;
  }

  String scopeDescriptor() {
    return "scp." + Subject.base64(scopeId);
  }
}
