package io.keyturn.embedded.devops;

import io.keyturn.embedded.entra.Directory;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.state.Stateful;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Azure DevOps on this machine: three sites over one state, a way to fill it, to look into it and
 * to make it misbehave.
 *
 * <p>Filling it is repeatable: what is already there, for example from a saved state, is returned
 * as it is, so that secrets written since the first run stay.
 */
public final class EmbeddedAzureDevOps implements Stateful {

  private final World world = new World();
  private final Clock clock;
  private final CallLog log = new CallLog();
  private final List<Site> sites;

  /**
   * @param directory the Entra whose tokens it accepts and which its connection test asks
   */
  public EmbeddedAzureDevOps(Directory directory, Clock clock) {
    this.clock = clock;
    Authentication authentication = new Authentication(world, directory, clock);
    List<Route> devops = new ArrayList<>();
    List<Route> vssps = new ArrayList<>();
    devops.addAll(ConnectionData.routes());
    vssps.addAll(ConnectionData.routes());
    devops.addAll(Projects.routes());
    devops.addAll(EndpointReads.routes());
    devops.addAll(ExecutionHistory.routes());
    devops.addAll(new EndpointWrites(clock).routes());
    devops.addAll(EndpointSharing.routes());
    devops.addAll(new EndpointProxy(world, directory).routes());
    devops.addAll(Permissions.routes());
    devops.addAll(SecurityRoles.routes());
    vssps.addAll(Graph.routes());
    vssps.addAll(Memberships.routes());
    vssps.addAll(Identities.routes());
    this.sites =
        List.of(
            new OrganizationSite(
                Sites.DEVOPS, world, authentication, clock, log, List.copyOf(devops)),
            new OrganizationSite(
                Sites.VSSPS, world, authentication, clock, log, List.copyOf(vssps)),
            new AccountsSite(world, authentication, clock));
  }

  /** {@code /devops}, {@code /vssps} and {@code /accounts}. */
  public List<Site> sites() {
    return sites;
  }

  /** The organization of that name, made with its built-in groups when it is not there. */
  public AzureOrganization organization(String name, String tenantId) {
    synchronized (world) {
      Organization organization =
          world.organizations.computeIfAbsent(
              name.toLowerCase(Locale.ROOT), key -> newOrganization(name, tenantId));
      return new AzureOrganization(world, organization, log, clock);
    }
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  public AzureOrganization organization(String name) {
    synchronized (world) {
      return new AzureOrganization(world, known(name), log, clock);
    }
  }

  /** Whether the stored connection holds exactly that secret. */
  public boolean holds(String organization, String connectionId, String secret) {
    synchronized (world) {
      return connection(organization, connectionId).secret().equals(Optional.of(secret));
    }
  }

  /** A copy of the stored document in which every secret is {@code null}. */
  public JsonNode document(String organization, String connectionId) {
    synchronized (world) {
      var copy = connection(organization, connectionId).document.deepCopy();
      Confidential.nullSecrets(copy);
      return copy;
    }
  }

  /** Every call that organization got, oldest first; the oldest of very many are forgotten. */
  public List<RecordedCall> calls(String organization) {
    return log.of(organization, "");
  }

  @Override
  public String stateName() {
    return "azure-devops";
  }

  /** Secrets and tokens included: whoever keeps it keeps it to himself. */
  @Override
  public JsonNode save() {
    synchronized (world) {
      return World.JSON.valueToTree(world);
    }
  }

  @Override
  public void restore(JsonNode saved) {
    synchronized (world) {
      world.replaceBy(World.JSON.treeToValue(saved, World.class));
    }
  }

  private static Organization newOrganization(String name, String tenantId) {
    Organization organization = new Organization();
    organization.name = name;
    organization.tenantId = tenantId;
    organization.id = World.idFor("organization", name);
    organization.domainId = World.idFor("domain", name);
    BuiltInGroups.addTo(organization);
    return organization;
  }

  private Organization known(String name) {
    return world
        .organization(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no organization " + name));
  }

  private StoredConnection connection(String organization, String id) {
    StoredConnection connection = known(organization).connections.get(id.toLowerCase(Locale.ROOT));
    if (connection == null) {
      throw new IllegalArgumentException("there is no service connection " + id);
    }
    return connection;
  }
}
