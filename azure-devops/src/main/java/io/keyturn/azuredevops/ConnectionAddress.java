package io.keyturn.azuredevops;

import java.util.UUID;

/**
 * Where a service connection is, and what people call it. The ids go into the calls, the names into
 * the sentences about them; a name that is blank is replaced by its id.
 *
 * @param projectName as the administrator knows the project; not checked against Azure DevOps
 * @param connectionName the connection's name in that project; not checked either
 */
public record ConnectionAddress(
    UUID projectId, String projectName, UUID connectionId, String connectionName) {

  public ConnectionAddress {
    projectName = projectName.isBlank() ? projectId.toString() : projectName;
    connectionName = connectionName.isBlank() ? connectionId.toString() : connectionName;
  }
}
