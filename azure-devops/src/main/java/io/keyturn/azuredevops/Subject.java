package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about, in the words of the portal: named in every sentence about its failure, and
 * what a 404 says is missing.
 */
record Subject(
    @Nullable String organization, @Nullable String project, @Nullable String connection) {

  static Subject signedInUser() {
    return new Subject(null, null, null);
  }

  static Subject organization(String name) {
    return new Subject(name, null, null);
  }

  static Subject project(String organization, String project) {
    return new Subject(organization, project, null);
  }

  /**
   * @param project null where the call does not go through a project
   */
  static Subject connection(String organization, @Nullable String project, String connection) {
    return new Subject(organization, project, connection);
  }

  String described() {
    if (organization == null) {
      return "the signed-in user's profile";
    }
    StringBuilder words = new StringBuilder();
    if (connection != null) {
      words.append("service connection ").append(connection).append(" in ");
    }
    if (project != null) {
      words.append("project ").append(project).append(" of ");
    }
    return words.append("organization ").append(organization).toString();
  }

  Reason notFound() {
    if (connection != null) {
      return Reason.CONNECTION_NOT_FOUND;
    }
    return project != null ? Reason.PROJECT_NOT_FOUND : Reason.ORGANIZATION_NOT_FOUND;
  }

  /** The next step when it was not found. Missing and invisible cannot be told apart (D-23). */
  String whereToLook() {
    if (connection != null) {
      return "check that it still exists, that its project and organization are the right ones, and"
          + " that the identity may see it";
    }
    if (project != null) {
      return "check that the project exists and that the identity has access to it";
    }
    return "check the organization's name (the part after dev.azure.com/, not a URL)";
  }
}
