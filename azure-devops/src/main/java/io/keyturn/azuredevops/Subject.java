package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about, in the words of the portal: named in every sentence about its failure, and
 * what a 404 says is missing.
 */
record Subject(
    @Nullable String organization, @Nullable String project, @Nullable String connection) {

  /** The next step where a project is not there for the identity. */
  static final String PROJECT_ACCESS =
      "Check that the project exists; if it does, give the identity access to it and try again";

  static Subject signedInUser() {
    return new Subject(null, null, null);
  }

  static Subject organization(String name) {
    return new Subject(name, null, null);
  }

  static Subject project(String organization, String project) {
    return new Subject(organization, project, null);
  }

  static Subject connection(String organization, ConnectionAddress address) {
    return new Subject(organization, address.projectName(), address.connectionName());
  }

  /** For the middle of a sentence: {@code service connection payments-prod in contoso/Payments}. */
  String named() {
    if (organization == null) {
      return "the signed-in user's profile";
    }
    if (connection != null) {
      return "service connection " + connection + " in " + organization + "/" + project;
    }
    return project != null
        ? "project " + project + " of organization " + organization
        : "organization " + organization;
  }

  /** For the beginning of a sentence. */
  String capitalized() {
    String name = named();
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  Reason notFound() {
    if (connection != null) {
      return Reason.CONNECTION_NOT_FOUND;
    }
    return project != null ? Reason.PROJECT_NOT_FOUND : Reason.ORGANIZATION_NOT_FOUND;
  }

  /** Missing and invisible cannot be told apart (D-23). */
  String wasNotFound() {
    return capitalized() + " was not found, or is not visible to this identity";
  }

  /** The next step when it was not found. */
  String whereToLook() {
    if (connection != null) {
      return "Check that it still exists, that its project and organization are the right ones, and"
          + " that the identity may see it";
    }
    if (project != null) {
      return PROJECT_ACCESS;
    }
    return "Check the organization's name (the part after dev.azure.com/, not a URL)";
  }
}
