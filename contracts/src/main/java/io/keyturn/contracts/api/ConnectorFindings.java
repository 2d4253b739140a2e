package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
 * @param certificate it signed in with, or tried to; null where it has none
 * @param subscriptions of Azure in which the identity has a role, as many as were looked into; a
 *     personal access token sees none
 */
public record ConnectorFindings(
    @Nullable String signedInAs,
    int projectCount,
    List<Project> projects,
    List<String> leftOut,
    List<String> warnings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Certificate certificate,
    List<Subscription> subscriptions) {

  public static final ConnectorFindings NONE =
      new ConnectorFindings(null, 0, List.of(), List.of(), List.of());

  public ConnectorFindings {
    projects = List.copyOf(projects);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
    // Null in what was stored before there were any.
    subscriptions = subscriptions == null ? List.of() : List.copyOf(subscriptions);
  }

  /** Without a certificate, and without subscriptions. */
  public ConnectorFindings(
      @Nullable String signedInAs,
      int projectCount,
      List<Project> projects,
      List<String> leftOut,
      List<String> warnings) {
    this(signedInAs, projectCount, projects, leftOut, warnings, null, List.of());
  }

  /** The same with one more warning. */
  public ConnectorFindings warning(String sentence) {
    return new ConnectorFindings(
        signedInAs,
        projectCount,
        projects,
        leftOut,
        Stream.concat(warnings.stream(), Stream.of(sentence)).toList(),
        certificate,
        subscriptions);
  }

  /** The same with the certificate that was used. */
  public ConnectorFindings with(Certificate used) {
    return new ConnectorFindings(
        signedInAs, projectCount, projects, leftOut, warnings, used, subscriptions);
  }

  /**
   * A certificate as anybody may see it.
   *
   * @param thumbprint SHA-1 in hex digits, as Entra shows it
   */
  public record Certificate(String thumbprint, Instant validFrom, Instant expiresOn) {}

  /**
   * A subscription of Azure.
   *
   * @param vaults the names of its key vaults that the identity sees; reading their secrets takes a
   *     role of its own (Z-16)
   * @param problem why its vaults could not be listed, or not all of them
   */
  public record Subscription(UUID id, String name, List<String> vaults, @Nullable String problem) {

    public Subscription {
      vaults = List.copyOf(vaults);
    }
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
