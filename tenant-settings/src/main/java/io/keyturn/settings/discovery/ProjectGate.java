package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.Membership;
import io.keyturn.azuredevops.Projects;
import io.keyturn.settings.api.ProblemException;
import org.springframework.http.HttpStatus;

/**
 * Lets through who is in one of Endpoint Administrators, Project Administrators and Project
 * Collection Administrators. Nothing of a project's service connections is asked before.
 */
final class ProjectGate {

  private ProjectGate() {}

  /**
   * @throws ProblemException {@code project.blocked} for everybody else
   */
  static void pass(AzureDevOps azureDevOps, Actor actor, Projects.Project project) {
    Membership membership =
        AzureProblems.orProblem(
            azureDevOps.administratorMembership().ofCaller(actor, project.id(), project.name()));
    switch (membership) {
      case Membership.Member _ -> {}
      case Membership.NotAMember _ ->
          throw ProblemException.of(
              HttpStatus.FORBIDDEN,
              "project.blocked",
              "You administer no service connections in project "
                  + project.name()
                  + " of "
                  + actor.organization()
                  + "; they were not loaded.",
              "Ask to be added to Endpoint Administrators or Project Administrators of project "
                  + project.name()
                  + ", or to Project Collection Administrators of "
                  + actor.organization()
                  + ".");
    }
  }
}
