package io.keyturn.embedded.devops;

import java.util.Arrays;
import java.util.Optional;

/** The three places where a role on service connections can be assigned. */
enum RoleScope {
  /** One connection in one project; the resource is {@code projectId_endpointId}. */
  CONNECTION("distributedtask.serviceendpointrole"),
  /** All connections of a project; the resource is the project's id. */
  PROJECT("distributedtask.project.serviceendpointrole"),
  /** One connection in the organization; the resource is {@code collection_endpointId}. */
  COLLECTION("distributedtask.collection.serviceendpointrole");

  final String id;

  RoleScope(String id) {
    this.id = id;
  }

  static Optional<RoleScope> of(String id) {
    return Arrays.stream(values()).filter(s -> s.id.equalsIgnoreCase(id)).findFirst();
  }
}
