package io.keyturn.azuredevops;

/** Whether somebody administers the service connections of a project, by group. */
public sealed interface Membership {

  /**
   * In at least one of the three groups, directly or through others.
   *
   * @param group its name as Azure DevOps shows it, {@code [Project]\Endpoint Administrators}
   */
  record Member(String group) implements Membership {}

  /**
   * In none of the three.
   *
   * @param why a sentence for an administrator with the next step
   */
  record NotAMember(String why) implements Membership {}
}
