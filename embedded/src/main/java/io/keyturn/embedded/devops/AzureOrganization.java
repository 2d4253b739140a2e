package io.keyturn.embedded.devops;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One organization: what is in it and how it behaves. Everything here can be repeated. */
public final class AzureOrganization {

  private final World world;
  private final Organization organization;
  private final CallLog log;
  private final Clock clock;

  AzureOrganization(World world, Organization organization, CallLog log, Clock clock) {
    this.world = world;
    this.organization = organization;
    this.log = log;
    this.clock = clock;
  }

  public String name() {
    return organization.name;
  }

  public String id() {
    return organization.id;
  }

  /** A project with the six groups that a new one has; its id follows from its name. */
  public AzureProject project(String name) {
    return project(World.idFor("project", organization.name, name), name);
  }

  /** A project with an id of one's own, for payloads that name it. */
  public AzureProject project(String id, String name) {
    synchronized (world) {
      Project project =
          organization
              .project(name)
              .orElseGet(() -> {
                Project made = new Project();
                made.id = id.toLowerCase(Locale.ROOT);
                made.name = name;
                made.scopeId = World.idFor("scope", organization.name, id);
                made.lastUpdateTime = clock.instant().toString();
                organization.projects.add(made);
                BuiltInGroups.addTo(organization, made);
                return made;
              });
      return new AzureProject(world, organization, project, log, clock);
    }
  }

  /**
   * @param objectId of the user in Entra
   * @param account the user principal name
   */
  public Member user(String objectId, String displayName, String account) {
    return subject(Subject.Kind.USER, objectId, "", displayName, account);
  }

  /**
   * @param objectId of the service principal, not of the application
   */
  public Member servicePrincipal(String objectId, String clientId, String displayName) {
    return subject(Subject.Kind.SERVICE_PRINCIPAL, objectId, clientId, displayName, objectId);
  }

  /**
   * A group of Entra that was made known to the organization.
   *
   * @param objectId a GUID; the group's SID is made of it
   */
  public Member entraGroup(String objectId, String displayName) {
    return subject(
        Subject.Kind.ENTRA_GROUP, objectId, "", displayName, "[TEAM FOUNDATION]\\" + displayName);
  }

  /** A group of the organization's own; the built-in ones are found, others are made. */
  public Member group(String name) {
    synchronized (world) {
      return new Member(
          world,
          organization,
          BuiltInGroups.custom(
              organization,
              organization.name,
              organization.domain(),
              organization.domainId,
              name,
              ""));
    }
  }

  public Member projectCollectionAdministrators() {
    return group("Project Collection Administrators");
  }

  /**
   * A personal access token of that user for this organization; the same name gives the same token
   * again.
   *
   * @param scopes such as {@code vso.serviceendpoint_manage}, or {@code app_token} for everything
   */
  public String personalAccessToken(Member user, String name, Instant validTo, String... scopes) {
    synchronized (world) {
      if (user.subject().kind != Subject.Kind.USER) {
        throw new IllegalArgumentException("only a user can have a personal access token");
      }
      Optional<PersonalAccessToken> known =
          world.tokens.stream()
              .filter(t -> isToken(t, name) && t.subjectId().equals(user.id()))
              .findFirst();
      if (known.isPresent()) {
        return known.get().token();
      }
      // Shaped like a real one: 52 letters and digits.
      byte[] random = new byte[26];
      new SecureRandom().nextBytes(random);
      String token = HexFormat.of().formatHex(random);
      world.tokens.add(
          new PersonalAccessToken(name, token, key(), user.id(), Set.of(scopes), validTo));
      return token;
    }
  }

  /** From now on the token of that name is nobody's. */
  public void revokePersonalAccessToken(String name) {
    synchronized (world) {
      world.tokens.removeIf(t -> isToken(t, name));
    }
  }

  /**
   * Answers 429 to every call until it was left alone that long; each call in between starts the
   * wait anew.
   */
  public void throttle(Duration quiet) {
    synchronized (world) {
      organization.misbehavior.throttle =
          Optional.of(new Misbehavior.Throttle(quiet, clock.instant().plus(quiet)));
    }
  }

  /** The next answer is as it would have been, and carries {@code Retry-After}. */
  public void nextAnswerCarriesRetryAfter(Duration pause) {
    synchronized (world) {
      organization.misbehavior.nextRetryAfter = Optional.of(pause);
    }
  }

  /** 503 TF24668 for every call, until it is activated again. */
  public void deactivate() {
    synchronized (world) {
      organization.misbehavior.deactivated = true;
    }
  }

  public void activate() {
    synchronized (world) {
      organization.misbehavior.deactivated = false;
    }
  }

  /**
   * @throws IllegalArgumentException when there is none with that id
   */
  public ServiceConnection connection(String id) {
    synchronized (world) {
      StoredConnection connection = organization.connections.get(id.toLowerCase(Locale.ROOT));
      if (connection == null) {
        throw new IllegalArgumentException("there is no service connection " + id);
      }
      return new ServiceConnection(world, organization, connection, log, clock);
    }
  }

  /** All of them, in the order in which they were made. */
  public List<ServiceConnection> connections() {
    synchronized (world) {
      return organization.connections.values().stream()
          .map(c -> new ServiceConnection(world, organization, c, log, clock))
          .toList();
    }
  }

  /** Every call, oldest first. */
  public List<RecordedCall> calls() {
    return log.of(organization.name, "");
  }

  private boolean isToken(PersonalAccessToken token, String name) {
    return token.organization().equals(key()) && token.name().equals(name);
  }

  private String key() {
    return organization.name.toLowerCase(Locale.ROOT);
  }

  private Member subject(
      Subject.Kind kind, String objectId, String clientId, String displayName, String account) {
    synchronized (world) {
      Subject subject = new Subject();
      subject.kind = kind;
      subject.id = World.idFor("identity", organization.tenantId, objectId);
      subject.originId = objectId;
      subject.applicationId = clientId;
      subject.displayName = displayName;
      subject.principalName = account;
      subject.domain = organization.tenantId;
      if (kind == Subject.Kind.ENTRA_GROUP) {
        subject.sid = Sid.entra(objectId);
      }
      Subject known = organization.subjects.putIfAbsent(subject.id, subject);
      if (known == null && kind != Subject.Kind.ENTRA_GROUP) {
        subject.containers.add(group("Project Collection Valid Users").id());
      }
      return new Member(world, organization, known == null ? subject : known);
    }
  }
}
