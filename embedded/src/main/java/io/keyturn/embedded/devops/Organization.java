package io.keyturn.embedded.devops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One organization (collection) with everything in it. */
final class Organization {

  String id = "";
  String name = "";
  String tenantId = "";

  /** The scope of the organization's own groups. */
  String domainId = "";

  List<Project> projects = new ArrayList<>();
  Map<String, Subject> subjects = new LinkedHashMap<>();
  Map<String, StoredConnection> connections = new LinkedHashMap<>();
  List<RoleAssignment> roles = new ArrayList<>();
  final transient Misbehavior misbehavior = new Misbehavior();

  String domain() {
    return "vstfs:///Framework/IdentityDomain/" + domainId;
  }

  Optional<Project> project(String idOrName) {
    return projects.stream()
        .filter(p -> p.id.equalsIgnoreCase(idOrName) || p.name.equalsIgnoreCase(idOrName))
        .findFirst();
  }

  Optional<Subject> subject(Predicate<Subject> condition) {
    return subjects.values().stream().filter(condition).findFirst();
  }

  Optional<Subject> byDescriptor(String descriptor) {
    return subject(s -> s.descriptor().equals(descriptor));
  }

  /** Storage keys of every group that contains it, nested ones and Entra groups included. */
  Set<String> allContainersOf(Subject subject) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(subject.containers);
    while (!open.isEmpty()) {
      String container = open.pop();
      Subject group = subjects.get(container);
      if (group != null && found.add(container)) {
        open.addAll(group.containers);
      }
    }
    return found;
  }

  List<Subject> membersOf(Subject group) {
    return subjects.values().stream().filter(s -> s.containers.contains(group.id)).toList();
  }

  boolean isCollectionAdministrator(Subject subject) {
    String sid = Sid.wellKnown(domainId, BuiltInGroups.ADMINISTRATORS);
    return allContainersOf(subject).stream()
        .map(subjects::get)
        .anyMatch(group -> group != null && group.sid.equals(sid));
  }
}
