package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ConnectionAddress;
import io.keyturn.azuredevops.Projects;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.contracts.api.DiscoveredConnection;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionIdentity;
import io.keyturn.contracts.connection.ConnectionSupport;
import io.keyturn.contracts.connection.ConnectionSupport.WhyNot;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.settings.api.Paging;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service connections of a project: permission first, and without it no list is asked for
 * . By name, each once however often it is shared.
 */
final class ListServiceConnections {

  private final AzureDevOps azureDevOps;
  private final Actor actor;
  private final UUID tenantId;

  ListServiceConnections(AzureDevOps azureDevOps, Actor actor, UUID tenantId) {
    this.azureDevOps = azureDevOps;
    this.actor = actor;
    this.tenantId = tenantId;
  }

  /**
   * @param search part of a name, in any case; empty for all
   * @param applicationId for whom one is chosen: others' connections are disabled then
   * @param after null for the first part
   */
  Page<DiscoveredConnection> list(
      UUID projectId,
      String search,
      Optional<UUID> applicationId,
      int most,
      @Nullable String after) {
    Projects.Project project =
        AzureProblems.orProblem(azureDevOps.projects().get(actor, projectId));
    ProjectGate.pass(azureDevOps, actor, project);
    String from = after == null ? "" : place(after);
    Map<UUID, ServiceConnection> once = new LinkedHashMap<>();
    AzureProblems.orProblem(azureDevOps.serviceConnections().list(actor, projectId, project.name()))
        .forEach(connection -> once.putIfAbsent(connection.id(), connection));
    List<ServiceConnection> found =
        once.values().stream()
            .filter(it -> lower(it.name()).contains(lower(search)))
            .filter(it -> place(it).compareTo(from) > 0)
            .sorted(Comparator.comparing(ListServiceConnections::place))
            .limit(most + 1L)
            .toList();
    List<DiscoveredConnection> shown =
        found.stream()
            .limit(most)
            .map(connection -> shown(connection, project, applicationId))
            .toList();
    return new Page<>(shown, found.size() > most ? cursor(found.get(most - 1)) : null);
  }

  private DiscoveredConnection shown(
      ServiceConnection connection, Projects.Project project, Optional<UUID> applicationId) {
    Optional<WhyNot> no = whyNot(connection, project, applicationId);
    return new DiscoveredConnection(
        connection.id(),
        connection.name(),
        connection.type(),
        connection.scheme().orElse(""),
        no.isEmpty(),
        no.map(WhyNot::reason).orElse(null),
        no.map(why -> connection.name() + " " + why.what()).orElse(null),
        others(connection, project).stream()
            .map(it -> it.projectName().orElse(it.projectId().toString()))
            .sorted()
            .toList());
  }

  private Optional<WhyNot> whyNot(
      ServiceConnection connection, Projects.Project project, Optional<UUID> applicationId) {
    if (connection.type().isEmpty()) {
      return no(
          Reason.CONNECTION_NOT_FULLY_VISIBLE,
          "is visible to you in part only. Ask for the Administrator role on it.");
    }
    ConnectionFacts facts = connection.facts();
    return ConnectionSupport.whyNot(facts)
        .map(why ->
            new WhyNot(
                why.reason(),
                why.what() + " Its type is not currently supported for credential refresh."))
        .or(() ->
            applicationId
                .flatMap(
                    id -> ConnectionIdentity.mismatch(facts, tenantId.toString(), id.toString()))
                .flatMap(what -> no(Reason.IDENTITY_MISMATCH, what + ".")))
        .or(() -> sharedFromElsewhere(connection, project));
  }

  /**
   * Azure DevOps does not say in which project a shared connection was made, and one update reaches
   * all of them. So the right that reaches all of them decides (A-13a).
   */
  private Optional<WhyNot> sharedFromElsewhere(
      ServiceConnection connection, Projects.Project project) {
    if (!connection.isShared() && others(connection, project).isEmpty()) {
      return Optional.empty();
    }
    ConnectionAddress address =
        new ConnectionAddress(project.id(), project.name(), connection.id(), connection.name());
    return AzureProblems.orProblem(
            azureDevOps.connectionPermissions().mayAdminister(actor, address))
        ? Optional.empty()
        : no(
            Reason.CONNECTION_ADMINISTRATION_DENIED,
            "is shared with other projects, and you do not administer it at organization level.");
  }

  private static Optional<WhyNot> no(Reason reason, String what) {
    return Optional.of(new WhyNot(reason, what));
  }

  private static List<ServiceConnection.ProjectReference> others(
      ServiceConnection connection, Projects.Project project) {
    return connection.projectReferences().stream()
        .filter(it -> !it.projectId().equals(project.id()))
        .toList();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Where it stands in the list; unlike a number, true even when others come or go meanwhile. */
  private static String place(ServiceConnection connection) {
    return lower(connection.name()) + "\n" + connection.id();
  }

  private static String cursor(ServiceConnection connection) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place(connection).getBytes(StandardCharsets.UTF_8));
  }

  private static String place(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Paging.unknownCursor();
    }
  }
}
