package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.State.Consent;
import io.keyturn.embedded.entra.State.Group;
import io.keyturn.embedded.entra.State.RoleAssignment;
import io.keyturn.embedded.entra.State.ServicePrincipal;
import io.keyturn.embedded.entra.State.Subscription;
import io.keyturn.embedded.entra.State.SubscriptionRole;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.state.Stateful;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Microsoft Entra with many tenants: sign-in over HTTP, and Java methods to fill it and to mint
 * tokens for tests.
 *
 * <p>Reads of its directory by other sites go through {@link Directory}; Microsoft Graph and Azure
 * Resource Manager are views of the same directory and live in this package for that reason.
 */
public final class EmbeddedEntra implements Directory, Stateful, Site {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final State state = new State();
  private final Clock clock;
  private final ClientSecrets secrets;
  private final Tokens tokens;
  private final TokenEndpoint tokenEndpoint;
  private final AuthorizeEndpoint authorizeEndpoint;
  private volatile @Nullable String publicBase;

  public EmbeddedEntra(Clock clock) {
    this(clock, (issuer, keyId) -> Optional.empty());
  }

  /**
   * @param foreignKeys for federated identity credentials; assertions issued by this Entra itself
   *     are verified with its own key
   */
  public EmbeddedEntra(Clock clock, IssuerKeys foreignKeys) {
    this.clock = clock;
    this.secrets = new ClientSecrets(state, clock);
    this.tokens = new Tokens(state, clock);
    IssuerKeys keys =
        (issuer, keyId) ->
            foreignKeys
                .find(issuer, keyId)
                .or(() ->
                    ownIssuer(issuer) ? Optional.of(tokens.key().publicKey()) : Optional.empty());
    Grants grants = new Grants();
    this.tokenEndpoint =
        new TokenEndpoint(
            state,
            clock,
            new ClientAuthentication(state, secrets, new Assertions(clock, keys)),
            tokens,
            grants);
    this.authorizeEndpoint = new AuthorizeEndpoint(state, clock, grants);
  }

  /**
   * The address under which every issuer is named, {@code {base}/{tenant}/v2.0}, however a request
   * reached us; without it that of each request counts.
   */
  public void publicBase(String base) {
    publicBase = base;
  }

  /** {@code iss} of that tenant's tokens. */
  public String issuer(String tenantId) {
    return Tokens.issuer(base(), tenantId);
  }

  // ---------------------------------------------------------------- what is in the directory

  public void addTenant(Tenant tenant) {
    state.add(tenant);
  }

  public void addPerson(Person person) {
    state.add(person);
  }

  /** Registers the application and its service principal in its own tenant. */
  public void addApplication(Application application) {
    state.put(application);
    addServicePrincipal(application.tenantId(), application.clientId());
  }

  /** As {@link #addApplication(Application)} with a chosen object id for the service principal. */
  public void addApplication(Application application, String servicePrincipalId) {
    state.put(application);
    state.add(
        new ServicePrincipal(application.tenantId(), servicePrincipalId, application.clientId()));
  }

  /**
   * The service principal of an application in a tenant, made when there is none.
   *
   * @return its object id
   */
  public String addServicePrincipal(String tenantId, String clientId) {
    Optional<ServicePrincipal> known = state.servicePrincipal(tenantId, clientId);
    if (known.isEmpty()) {
      // The same in every run, so that what was seeded elsewhere still fits.
      UUID id =
          UUID.nameUUIDFromBytes((tenantId + "/" + clientId).getBytes(StandardCharsets.UTF_8));
      state.add(new ServicePrincipal(tenantId, id.toString(), clientId));
      return id.toString();
    }
    return known.get().objectId();
  }

  /** The object id of an application's service principal in that tenant. */
  public Optional<String> servicePrincipalId(String tenantId, String clientId) {
    return state.servicePrincipal(tenantId, clientId).map(ServicePrincipal::objectId);
  }

  public Optional<Application> application(String clientId) {
    return state.application(clientId);
  }

  public void changeApplication(String clientId, UnaryOperator<Application> change) {
    state.change(clientId, change);
  }

  /** A client secret chosen by the caller that works at once; answers its key id. */
  public String seedSecret(
      String clientId, String displayName, String secret, Instant start, Instant end) {
    return secrets.seed(clientId, displayName, secret, start, end).password().keyId();
  }

  /** A client secret chosen by the caller that works at once and for a year. */
  public String seedSecret(String clientId, String secret) {
    Instant now = clock.instant();
    return seedSecret(
        clientId, "seeded", secret, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(365)));
  }

  /** A key id and the only copy of the secret that belongs to it. */
  public record NewSecret(String keyId, String secretText) {

    @Override
    public String toString() {
      return "NewSecret[keyId=" + keyId + "]";
    }
  }

  /** A new client secret as {@code addPassword} makes it, propagation delay included. */
  public NewSecret addSecret(String clientId, String displayName, Duration life) {
    Instant now = clock.instant();
    ClientSecrets.Added added = secrets.add(clientId, displayName, now, now.plus(life));
    return new NewSecret(added.password().keyId(), added.secretText());
  }

  /**
   * How long a secret that is added from now on stays unknown.
   *
   * @param flapping while it is unknown every second attempt succeeds all the same
   */
  public void propagation(Duration delay, boolean flapping) {
    secrets.propagation(delay, flapping);
  }

  public void addGroup(
      String tenantId, String objectId, String displayName, List<String> memberObjectIds) {
    state.add(new Group(tenantId, objectId, displayName, List.copyOf(memberObjectIds)));
  }

  /** Gives an app role of a resource application to a person or a service principal. */
  public void assignRole(
      String tenantId, String principalObjectId, String resourceClientId, String role) {
    state.add(new RoleAssignment(tenantId, principalObjectId, resourceClientId, role));
  }

  public void removeRole(
      String tenantId, String principalObjectId, String resourceClientId, String role) {
    state.remove(new RoleAssignment(tenantId, principalObjectId, resourceClientId, role));
  }

  /** Lets the application act for the people of that tenant at a resource. */
  public void consent(String tenantId, String clientId, String resource) {
    state.add(new Consent(tenantId, clientId, Scopes.withoutSlash(resource)));
  }

  public void withdrawConsent(String tenantId, String clientId, String resource) {
    state.remove(new Consent(tenantId, clientId, Scopes.withoutSlash(resource)));
  }

  public void addSubscription(String subscriptionId, String tenantId, String displayName) {
    state.add(new Subscription(subscriptionId, tenantId, displayName));
  }

  /** Any role on the subscription; reading is all that is ever asked. */
  public void grantSubscription(String principalObjectId, String subscriptionId) {
    state.add(new SubscriptionRole(principalObjectId, subscriptionId));
  }

  public void revokeSubscription(String principalObjectId, String subscriptionId) {
    state.remove(new SubscriptionRole(principalObjectId, subscriptionId));
  }

  /** Where Azure Resource Manager lists a vault; who may read its secrets is the vault's matter. */
  public void placeVault(String subscriptionId, String vault) {
    state.add(new State.VaultPlace(subscriptionId, vault));
  }

  /**
   * Attaches a managed identity to the machine; it becomes a service principal of its tenant. A
   * machine has one system-assigned identity at most.
   *
   * @return the object id of its service principal
   */
  public String attachIdentity(Application identity, boolean systemAssigned) {
    addApplication(identity);
    state.attach(
        new State.MachineIdentity(identity.tenantId(), identity.clientId(), systemAssigned));
    return servicePrincipalId(identity.tenantId(), identity.clientId()).orElseThrow();
  }

  public void detachIdentity(String clientId) {
    state.detach(clientId);
  }

  // ------------------------------------------------------------------------- tokens for tests

  /** What the application would get for {@code audience/.default}. */
  public String applicationToken(String tenantId, String clientId, String audience) {
    return tokens.forApplication(
        base(),
        state.servicePrincipal(tenantId, clientId).orElseThrow(),
        state.application(clientId).orElseThrow(),
        audience);
  }

  /**
   * What that person would get at that audience.
   *
   * @param scopes separated by spaces, without the resource
   */
  public String personToken(String objectId, String clientId, String audience, String scopes) {
    return tokens.forPerson(
        base(), state.person(objectId).orElseThrow(), clientId, audience, scopes);
  }

  /** Any claims, signed with the key of this Entra: for tests of what must be refused. */
  public String tokenOf(JsonNode claims) {
    return tokens.of(claims);
  }

  // -------------------------------------------------------------------------------- Directory

  @Override
  public Optional<Principal> principalOf(String bearerToken, String audience) {
    return tokens.principal(bearerToken, audience);
  }

  @Override
  public SecretCheck tryClientSecret(String tenantId, String clientId, String secret) {
    try {
      Tenant tenant =
          state.tenant(tenantId).orElseThrow(() -> SignInException.unknownTenant(tenantId));
      Application application =
          state
              .servicePrincipal(tenant.tenantId(), clientId)
              .flatMap(principal -> state.application(clientId))
              .orElseThrow(() -> SignInException.unknownApplication(clientId, tenantId));
      secrets.check(application, secret);
      return new SecretCheck(true, "");
    } catch (SignInException refusal) {
      return new SecretCheck(false, refusal.sentence());
    }
  }

  @Override
  public boolean mayReadSubscription(String tenantId, String clientId, String subscriptionId) {
    return state
        .servicePrincipal(tenantId, clientId)
        .map(principal -> state.subscriptionsOf(principal.objectId()))
        .orElse(List.of())
        .stream()
        .anyMatch(known -> known.subscriptionId().equalsIgnoreCase(subscriptionId));
  }

  // -------------------------------------------------------------------------------------- HTTP

  @Override
  public String prefix() {
    return "/entra";
  }

  @Override
  public Answer handle(Request request) {
    return new SignInPages(state, clock, tokens, tokenEndpoint, authorizeEndpoint)
        .handle(publicBase instanceof String base ? base : request.origin() + prefix(), request);
  }

  /** Microsoft Graph over the same directory, under {@code /graph}. */
  public Graph graph() {
    return new Graph(this, state, secrets, clock);
  }

  /** Azure Resource Manager over the same directory, under {@code /management}. */
  public Site resourceManager() {
    return new ResourceManager(this, state);
  }

  /** The instance metadata service of the machine, under {@code /imds}. */
  public Site instanceMetadata() {
    return new InstanceMetadata(state, tokens, this::base, clock);
  }

  // ------------------------------------------------------------------------------------- state

  @Override
  public String stateName() {
    return "entra";
  }

  @Override
  public JsonNode save() {
    return JSON.valueToTree(state.snapshot(tokens.key().savedKey()));
  }

  @Override
  public void restore(JsonNode saved) {
    State.Snapshot snapshot = JSON.treeToValue(saved, State.Snapshot.class);
    state.replace(snapshot);
    tokens.useKey(Jwt.withKey(snapshot.signingKey()));
  }

  private boolean ownIssuer(String issuer) {
    return publicBase instanceof String base && issuer.startsWith(base + "/");
  }

  private String base() {
    if (publicBase instanceof String base) {
      return base;
    }
    throw new IllegalStateException("tell Entra its public base first: nobody knows the issuer");
  }
}
