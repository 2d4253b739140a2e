package io.keyturn.embedded.devops;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who may do what with a service connection.
 *
 * <p>Nothing passes from the project to the organization: an administrator of the connection in its
 * project may not edit its fields unless the role was given at the organization's level, too.
 * Source: MicrosoftDocs, pipelines/library/service-endpoints.md.
 */
final class Roles {

  private Roles() {}

  static void assign(
      Organization organization, RoleScope scope, String resource, String subjectId, Role role) {
    String key = resource.toLowerCase(Locale.ROOT);
    organization.roles.removeIf(
        r -> r.scope() == scope && r.resource().equals(key) && r.subjectId().equals(subjectId));
    organization.roles.add(new RoleAssignment(scope, key, subjectId, role));
  }

  static void withdraw(
      Organization organization, RoleScope scope, String resource, String subjectId) {
    String key = resource.toLowerCase(Locale.ROOT);
    organization.roles.removeIf(
        r -> r.scope() == scope && r.resource().equals(key) && r.subjectId().equals(subjectId));
  }

  static int inProject(Organization organization, Subject subject, String projectId) {
    return permissions(organization, subject, RoleScope.PROJECT, projectId);
  }

  static int onConnection(
      Organization organization, Subject subject, String projectId, String connectionId) {
    return inProject(organization, subject, projectId)
        | permissions(organization, subject, RoleScope.CONNECTION, projectId + "_" + connectionId);
  }

  static int inCollection(Organization organization, Subject subject, String connectionId) {
    return permissions(organization, subject, RoleScope.COLLECTION, "collection_" + connectionId);
  }

  /** A project is seen by the members of its groups and by those who have a role in it. */
  static boolean sees(Organization organization, Subject subject, Project project) {
    Set<String> self = selfAndContainers(organization, subject);
    return organization.isCollectionAdministrator(subject)
        || self.stream()
            .map(organization.subjects::get)
            .anyMatch(s -> s != null && s.domain.equals(project.domain()))
        || organization.roles.stream()
            .anyMatch(r -> self.contains(r.subjectId()) && r.resource().startsWith(project.id));
  }

  private static int permissions(
      Organization organization, Subject subject, RoleScope scope, String resource) {
    String key = resource.toLowerCase(Locale.ROOT);
    Set<String> self = selfAndContainers(organization, subject);
    return organization.roles.stream()
        .filter(r -> r.scope() == scope && r.resource().equals(key))
        .filter(r -> self.contains(r.subjectId()))
        .mapToInt(r -> r.role().permissions)
        .reduce(0, (a, b) -> a | b);
  }

  private static Set<String> selfAndContainers(Organization organization, Subject subject) {
    Set<String> all = new LinkedHashSet<>(organization.allContainersOf(subject));
    all.add(subject.id);
    return all;
  }
}
