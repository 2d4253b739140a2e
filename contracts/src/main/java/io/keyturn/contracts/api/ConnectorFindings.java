package io.keyturn.contracts.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the identity of a connector could see when it was last verified, so that an administrator
 * sees what is missing (Z-08, Z-20, Z-21).
 *
 * @param signedInAs who Azure DevOps says it is; for a personal access token its owner
 * @param projectCount how many projects were visible on the first page, which holds a hundred
 * @param projects of those as many as were looked into
 * @param leftOut what was not looked at, a sentence for each
 * @param warnings what works and deserves a look, a sentence for each
 */
public record ConnectorFindings(
    @Nullable String signedInAs,
    int projectCount,
    List<Project> projects,
    List<String> leftOut,
    List<String> warnings) {

  public static final ConnectorFindings NONE =
      new ConnectorFindings(null, 0, List.of(), List.of(), List.of());

  public ConnectorFindings {
    projects = List.copyOf(projects);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /**
   * A visible project.
   *
   * @param serviceConnectionCount null when it was not looked into, or could not be
   * @param serviceConnections the first names, in alphabetical order
   * @param problem why its service connections could not be listed
   */
  public record Project(
      UUID id,
      String name,
      @Nullable Integer serviceConnectionCount,
      List<String> serviceConnections,
      @Nullable String problem) {

    public Project {
      serviceConnections = List.copyOf(serviceConnections);
    }
  }
}
