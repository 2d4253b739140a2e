package io.keyturn.embedded.devops;

import java.util.List;

/** The groups that exist without anybody having made them. */
final class BuiltInGroups {

  static final String ADMINISTRATORS = "0-0-0-0-1";
  static final String VALID_USERS = "0-0-0-0-3";
  private static final String BUILD_ADMINISTRATORS = "0-0-0-1-2";

  private record BuiltIn(String name, String tail, String description) {}

  private static final List<BuiltIn> OF_AN_ORGANIZATION =
      List.of(
          new BuiltIn(
              "Project Collection Administrators", ADMINISTRATORS, "They may do everything here."),
          new BuiltIn(
              "Project Collection Valid Users", VALID_USERS, "Everybody who has access here."));

  // Exactly six, and Endpoint Administrators is not among them: it appears with the first use of
  // service connections. Source: recorded listing of a project seconds after its creation.
  private static final List<BuiltIn> OF_A_NEW_PROJECT =
      List.of(
          new BuiltIn("%s Team", "", "The default project team."),
          new BuiltIn("Readers", "", "They may look at the project."),
          new BuiltIn("Project Valid Users", VALID_USERS, "Everybody with access to the project."),
          new BuiltIn("Contributors", "", "They may change what is in the project."),
          new BuiltIn("Project Administrators", ADMINISTRATORS, "They may do everything in it."),
          new BuiltIn("Build Administrators", BUILD_ADMINISTRATORS, "They look after builds."));

  private BuiltInGroups() {}

  static void addTo(Organization organization) {
    for (BuiltIn group : OF_AN_ORGANIZATION) {
      add(organization, organization.name, organization.domain(), organization.domainId, group);
    }
  }

  static void addTo(Organization organization, Project project) {
    for (BuiltIn group : OF_A_NEW_PROJECT) {
      add(organization, project.name, project.domain(), project.scopeId, group);
    }
    role(organization, project, "Project Administrators", Role.ADMINISTRATOR);
    role(organization, project, "Contributors", Role.USER);
    role(organization, project, "Readers", Role.READER);
  }

  /** What the first use of service connections in a project brings. */
  static Subject endpointAdministrators(Organization organization, Project project) {
    Subject group =
        custom(
            organization,
            project.name,
            project.domain(),
            project.scopeId,
            "Endpoint Administrators",
            "They look after service connections.");
    role(organization, project, "Endpoint Administrators", Role.ADMINISTRATOR);
    return group;
  }

  /** The group of that name in that scope, made when it is not there. */
  static Subject custom(
      Organization organization,
      String scopeName,
      String domain,
      String scopeId,
      String name,
      String description) {
    return add(organization, scopeName, domain, scopeId, new BuiltIn(name, "", description));
  }

  private static Subject add(
      Organization organization,
      String scopeName,
      String domain,
      String scopeId,
      BuiltIn description) {
    Subject group = new Subject();
    group.kind = Subject.Kind.GROUP;
    group.displayName = description.name.formatted(scopeName);
    group.principalName = "[" + scopeName + "]\\" + group.displayName;
    group.description = description.description;
    group.domain = domain;
    group.id = World.idFor("group", organization.name, domain, group.displayName);
    group.originId = group.id;
    group.sid =
        description.tail.isEmpty()
            ? Sid.ordinary(scopeId, World.idFor("sid", domain, group.displayName))
            : Sid.wellKnown(scopeId, description.tail);
    Subject known = organization.subjects.putIfAbsent(group.id, group);
    return known == null ? group : known;
  }

  private static void role(Organization organization, Project project, String group, Role role) {
    organization
        .subject(s -> s.domain.equals(project.domain()) && s.displayName.equals(group))
        .ifPresent(s -> Roles.assign(organization, RoleScope.PROJECT, project.id, s.id, role));
  }
}
