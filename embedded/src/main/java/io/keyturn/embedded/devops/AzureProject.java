package io.keyturn.embedded.devops;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A project and what can be put into it. */
public final class AzureProject {

  private final World world;
  private final Organization organization;
  private final Project project;
  private final CallLog log;
  private final Clock clock;

  AzureProject(World world, Organization organization, Project project, CallLog log, Clock clock) {
    this.world = world;
    this.organization = organization;
    this.project = project;
    this.log = log;
    this.clock = clock;
  }

  public String id() {
    return project.id;
  }

  public String name() {
    return project.name;
  }

  /** A group of the project; built-in ones are found, others are made. */
  public Member group(String name) {
    synchronized (world) {
      return new Member(
          world,
          organization,
          BuiltInGroups.custom(
              organization, project.name, project.domain(), project.scopeId, name, ""));
    }
  }

  public Member administrators() {
    return group("Project Administrators");
  }

  public Member contributors() {
    return group("Contributors");
  }

  public Member readers() {
    return group("Readers");
  }

  /** Makes the group when it is not there: a new project has none. */
  public Member endpointAdministrators() {
    synchronized (world) {
      return new Member(
          world, organization, BuiltInGroups.endpointAdministrators(organization, project));
    }
  }

  /** Gives a role on every service connection of the project. */
  public AzureProject assign(Member member, String role) {
    synchronized (world) {
      Roles.assign(
          organization, RoleScope.PROJECT, project.id, member.id(), ServiceConnection.role(role));
      return this;
    }
  }

  /** Begins a service connection of that name; see its methods for the kinds. */
  public NewConnection connection(String name) {
    return new NewConnection(this, name);
  }

  /**
   * Stores a payload as it is, for example one of Microsoft's published samples. One with the same
   * id stays as it is.
   *
   * @param document with {@code id} and at least one project reference
   */
  public ServiceConnection store(ObjectNode document) {
    synchronized (world) {
      String id = document.path("id").asString("").toLowerCase(Locale.ROOT);
      if (id.isEmpty() || document.path("serviceEndpointProjectReferences").isEmpty()) {
        throw new IllegalArgumentException("a service connection needs id and project references");
      }
      StoredConnection stored = organization.connections.get(id);
      if (stored == null) {
        stored = new StoredConnection();
        stored.id = id;
        stored.replaceDocument(document.deepCopy());
        organization.connections.put(id, stored);
      }
      return new ServiceConnection(world, organization, stored, log, clock);
    }
  }

  Optional<ServiceConnection> existing(String name) {
    synchronized (world) {
      return organization.connections.values().stream()
          .filter(c ->
              c.referenceOf(project)
                  .map(r -> r.path("name").asString("").equalsIgnoreCase(name))
                  .orElse(false))
          .findFirst()
          .map(c -> new ServiceConnection(world, organization, c, log, clock));
    }
  }

  String organizationName() {
    return organization.name;
  }

  void putReference(ObjectNode reference, String connectionName) {
    ObjectNode target = reference.putObject("projectReference");
    target.put("id", project.id);
    target.put("name", project.name);
    reference.put("name", connectionName);
    reference.put("description", "");
  }
}
