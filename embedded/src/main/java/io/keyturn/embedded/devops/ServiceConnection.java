package io.keyturn.embedded.devops;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A stored service connection: who may use it, what it holds, what happened to it. */
public final class ServiceConnection {

  private final World world;
  private final Organization organization;
  private final StoredConnection connection;
  private final CallLog log;
  private final Clock clock;

  ServiceConnection(
      World world,
      Organization organization,
      StoredConnection connection,
      CallLog log,
      Clock clock) {
    this.world = world;
    this.organization = organization;
    this.connection = connection;
    this.log = log;
    this.clock = clock;
  }

  public String id() {
    return connection.id;
  }

  /** The name at the top of the document; projects may know it under another one. */
  public String name() {
    synchronized (world) {
      return connection.document.path("name").asString("");
    }
  }

  /**
   * Gives a role on this connection in that project.
   *
   * @param role Reader, User, Creator or Administrator
   */
  public ServiceConnection assign(AzureProject project, Member member, String role) {
    synchronized (world) {
      Roles.assign(
          organization,
          RoleScope.CONNECTION,
          project.id() + "_" + connection.id,
          member.id(),
          role(role));
      return this;
    }
  }

  /** Gives the role that saving an edit needs; no role in a project stands in for it. */
  public ServiceConnection organizationAdministrator(Member member) {
    synchronized (world) {
      Roles.assign(
          organization,
          RoleScope.COLLECTION,
          "collection_" + connection.id,
          member.id(),
          Role.ADMINISTRATOR);
      return this;
    }
  }

  public ServiceConnection noLongerOrganizationAdministrator(Member member) {
    synchronized (world) {
      Roles.withdraw(
          organization, RoleScope.COLLECTION, "collection_" + connection.id, member.id());
      return this;
    }
  }

  public ServiceConnection createdBy(Member member) {
    synchronized (world) {
      connection.createdBy = member.id();
      return this;
    }
  }

  /** Shares it with one more project under a name of that project's own. */
  public ServiceConnection sharedWith(AzureProject project, String name) {
    synchronized (world) {
      boolean known =
          connection.references().stream()
              .anyMatch(r ->
                  r.path("projectReference")
                      .path("id")
                      .asString("")
                      .equalsIgnoreCase(project.id()));
      if (!known) {
        ArrayNode references = World.JSON.createArrayNode();
        connection.references().forEach(references::add);
        project.putReference(references.addObject(), name);
        connection.document.set("serviceEndpointProjectReferences", references);
        connection.document.put("isShared", true);
      }
      return this;
    }
  }

  /** Changes the document behind everybody's back, as somebody in the portal would. */
  public ServiceConnection edit(Consumer<ObjectNode> change) {
    synchronized (world) {
      ObjectNode document = connection.document.deepCopy();
      change.accept(document);
      connection.replaceDocument(document);
      return this;
    }
  }

  /** Turns it to workload identity federation, as the portal's Convert button does. */
  public ServiceConnection convertToFederation() {
    synchronized (world) {
      connection.replaceDocument(
          Conversion.converted(organization, connection, Conversion.FEDERATION, clock));
      return this;
    }
  }

  /**
   * Notes that a pipeline used it just now.
   *
   * @param result succeeded, succeededWithIssues, failed, canceled, skipped or abandoned
   */
  public ServiceConnection usedBy(String pipeline, String result) {
    synchronized (world) {
      String now = clock.instant().toString();
      connection.executions.add(ExecutionHistory.record(connection, pipeline, now, now, result));
      return this;
    }
  }

  /** Deletes it from every project. */
  public void delete() {
    synchronized (world) {
      organization.connections.remove(connection.id);
    }
  }

  /** Queued: each one meets one update, in order. */
  public ServiceConnection afterNextUpdate(AfterUpdate what) {
    synchronized (world) {
      organization.misbehavior.afterNextUpdate(connection.id, what);
      return this;
    }
  }

  /** The next GET of it answers 203 with a sign-in page. */
  public ServiceConnection nextReadIsSignInPage() {
    synchronized (world) {
      organization.misbehavior.signInPageOnNextRead(connection.id);
      return this;
    }
  }

  /** Whether it holds exactly that secret. */
  public boolean holds(String secret) {
    synchronized (world) {
      return connection.secret().equals(Optional.of(secret));
    }
  }

  /**
   * The secrets it held so far, oldest first, each as the first twelve hex digits of its SHA-256; a
   * wiped one is {@code lost}.
   */
  public List<String> secretFingerprints() {
    synchronized (world) {
      return List.copyOf(connection.fingerprints);
    }
  }

  /** How many updates were applied over HTTP, answered well or not. */
  public int updates() {
    synchronized (world) {
      return connection.puts;
    }
  }

  /** A copy of the document in which every secret is {@code null}. */
  public JsonNode document() {
    synchronized (world) {
      ObjectNode copy = connection.document.deepCopy();
      Confidential.nullSecrets(copy);
      return copy;
    }
  }

  /** The calls that named it, oldest first. */
  public List<RecordedCall> calls() {
    return log.of(organization.name, connection.id);
  }

  /** Those of its calls that could have changed it, refused ones included. */
  public List<RecordedCall> writes() {
    return calls().stream().filter(RecordedCall::isWrite).toList();
  }

  static Role role(String name) {
    return Role.named(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no role " + name.toLowerCase(Locale.ROOT) + "; see Role"));
  }
}
