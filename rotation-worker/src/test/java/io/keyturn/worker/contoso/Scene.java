package io.keyturn.worker.contoso;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.NewConnection;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application.Password;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One application of Contoso with an organization, a project and an identity of the worker's there,
 * which is in Endpoint Administrators. Everything is allowed until a test says otherwise.
 */
public final class Scene {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Contoso contoso;
  private final String clientId = UUID.randomUUID().toString();
  private final String name = "shop" + NUMBER.incrementAndGet();
  private SecretLocation secret = new SecretLocation(Contoso.VAULT_URL, name + "-secret");
  private final AzureOrganization organization;
  private final AzureProject project;
  private final Member worker;
  private final List<Binding> bindings = new ArrayList<>();
  private final List<AzureOrganization> further = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private Optional<String> personalAccessToken = Optional.empty();
  private Optional<String> notAuthenticated = Optional.empty();
  private Optional<WorkerSignIn> other = Optional.empty();
  private RotationSettings.Renewal renewal = RotationSettings.Renewal.DEFAULT;
  private Optional<RotationSettings.Closed> closed = Optional.empty();
  private boolean tenantEnabled = true;
  private boolean applicationEnabled = true;

  /**
   * @param value what the connections shall hold in the end
   */
  public record Renewed(SecretVersion version, String value) {
    @Override
    public String toString() {
      return "Renewed[" + version + "]";
    }
  }

  public Scene(Contoso contoso) {
    this.contoso = contoso;
    String principal = contoso.application(clientId, name);
    contoso.azure().entra().grantSubscription(principal, Contoso.SUBSCRIPTION);
    organization = contoso.devOps().organization("org-" + name, Contoso.TENANT);
    project = organization.project("Payments");
    worker = workerOf(organization);
    worker.joins(project.endpointAdministrators());
    contoso.settings().knows(this);
  }

  private Member workerOf(AzureOrganization of) {
    return of.servicePrincipal(
        contoso.azure().entra().servicePrincipalId(Contoso.TENANT, Contoso.DEVOPS).orElseThrow(),
        Contoso.DEVOPS,
        "Keyturn for Azure DevOps");
  }

  public String clientId() {
    return clientId;
  }

  public String name() {
    return name;
  }

  public SecretLocation secret() {
    return secret;
  }

  public AzureOrganization organization() {
    return organization;
  }

  public AzureProject project() {
    return project;
  }

  /** The worker's identity in the organization. */
  public Member worker() {
    return worker;
  }

  /** Every secret this application has had. */
  public List<String> secrets() {
    return List.copyOf(secrets);
  }

  /** From now on the application's secret is kept under that name. */
  public Scene keptAs(String secretName) {
    secret = new SecretLocation(Contoso.VAULT_URL, secretName);
    return this;
  }

  /** From now on the application's secret is kept in that vault. */
  public Scene keptIn(String vault) {
    secret = new SecretLocation("https://" + vault + ".vault.azure.net", secret.name());
    return this;
  }

  public Scene tenantEnabled(boolean on) {
    tenantEnabled = on;
    return this;
  }

  public Scene applicationEnabled(boolean on) {
    applicationEnabled = on;
    return this;
  }

  public Scene notAuthenticated(String why) {
    notAuthenticated = Optional.of(why);
    return this;
  }

  /** The worker signs in with this instead of the service principal. */
  public Scene personalAccessToken(String token) {
    personalAccessToken = Optional.of(token);
    return this;
  }

  /** The worker signs in so instead of with the service principal. */
  public Scene signIn(WorkerSignIn otherwise) {
    other = Optional.of(otherwise);
    return this;
  }

  /** The worker signs in with the service principal again. */
  public Scene servicePrincipal() {
    personalAccessToken = Optional.empty();
    return this;
  }

  /** A bound azurerm connection that holds an older secret and can be rotated. */
  public ServiceConnection azurerm(String connection) {
    return bound(
        project
            .connection(connection)
            .azureResourceManager(
                Contoso.TENANT, clientId, seeded(), Contoso.SUBSCRIPTION, "Contoso Production"));
  }

  /** The same in a project of an organization of its own, with a connector of its own. */
  public ServiceConnection azurermElsewhere(String connection) {
    AzureOrganization other =
        contoso.devOps().organization("org-" + name + "-" + further.size(), Contoso.TENANT);
    AzureProject place = other.project("Ledger");
    Member there = workerOf(other);
    there.joins(place.endpointAdministrators());
    further.add(other);
    ServiceConnection made =
        place
            .connection(connection)
            .azureResourceManager(
                Contoso.TENANT, clientId, seeded(), Contoso.SUBSCRIPTION, "Contoso Production");
    made.organizationAdministrator(there);
    bindings.add(binding(other, place, made));
    return made;
  }

  /** A bound dockerregistry connection that can be rotated; its user is the application's name. */
  public ServiceConnection docker(String connection, String registry) {
    return bound(
        project
            .connection(connection)
            .dockerRegistry(contoso.azure().registryUrl(registry), name, password(registry)));
  }

  /** A bound dockerregistry connection to an Azure registry, where the application signs in. */
  public ServiceConnection azureRegistry(String connection) {
    return bound(
        project
            .connection(connection)
            .dockerRegistry(contoso.azureRegistryUrl(), clientId, seeded()));
  }

  /** A connection as the test makes it; with the right to administer it. */
  public ServiceConnection bound(ServiceConnection connection) {
    connection.organizationAdministrator(worker);
    bind(connection);
    return connection;
  }

  public NewConnection connection(String connection) {
    return project.connection(connection);
  }

  public Binding bind(ServiceConnection connection) {
    Binding binding = binding(organization, project, connection);
    bindings.add(binding);
    return binding;
  }

  private static Binding binding(
      AzureOrganization organization, AzureProject project, ServiceConnection connection) {
    return new Binding(
        UUID.randomUUID(),
        organization.name(),
        UUID.fromString(project.id()),
        project.name(),
        UUID.fromString(connection.id()),
        connection.name());
  }

  /** Another application's connections are bound to this one, too; nothing else would do so. */
  public void bindAlso(Scene other) {
    bindings.addAll(other.bindings());
    further.add(other.organization());
    further.addAll(other.further);
  }

  public List<Binding> bindings() {
    return List.copyOf(bindings);
  }

  public void unbind(Binding binding) {
    bindings.remove(binding);
  }

  /** Renews at Entra, propagation included, and stores the new version in Key Vault. */
  public Renewed renew() {
    String value =
        contoso.azure().entra().addSecret(clientId, "renewed", Duration.ofDays(180)).secretText();
    return store(value);
  }

  /** Changes the password at the registry and stores it in Key Vault. */
  public Renewed renewPassword(String registry) {
    return store(password(registry));
  }

  /** A new version in Key Vault, whatever Entra thinks of it. */
  public Renewed store(String value) {
    secrets.add(value);
    String version =
        contoso
            .azure()
            .keyVault()
            .setSecret(VaultHosts.vaultName(secret.vaultUrl()), secret.name(), value);
    return new Renewed(new SecretVersion(secret.vaultUrl(), secret.name(), version), value);
  }

  /** A secret that Entra accepts at once. */
  public String seeded() {
    String value = "canary-" + UUID.randomUUID();
    contoso.azure().entra().seedSecret(clientId, value);
    secrets.add(value);
    return value;
  }

  private String password(String registry) {
    String value = "canary-" + UUID.randomUUID();
    contoso.azure().registries().user(registry, name, value);
    secrets.add(value);
    return value;
  }

  public RotationSettings settings(String sealingKey) {
    return new RotationSettings(
        Contoso.TENANT,
        clientId,
        name,
        tenantEnabled,
        applicationEnabled,
        secret,
        bindings,
        connectors(sealingKey),
        renewal,
        closed.orElse(null));
  }

  /** No maintenance window is open, until then. */
  public Scene closed(RotationSettings.Closed until) {
    closed = Optional.of(until);
    return this;
  }

  public Scene open() {
    closed = Optional.empty();
    return this;
  }

  /** How the application's secrets are renewed from now on. */
  public Scene renewal(RotationSettings.Renewal set) {
    renewal = set;
    return this;
  }

  private List<Connector> connectors(String sealingKey) {
    List<Connector> connectors = new ArrayList<>();
    connectors.add(new Connector("main", organization.name(), signIn(sealingKey)));
    further.forEach(
        one -> connectors.add(new Connector(one.name(), one.name(), signIn(sealingKey))));
    return connectors;
  }

  private WorkerSignIn signIn(String sealingKey) {
    if (other.isPresent()) {
      return other.get();
    }
    if (notAuthenticated.isPresent()) {
      return new WorkerSignIn.NotAuthenticated(notAuthenticated.get());
    }
    return personalAccessToken
        .<WorkerSignIn>map(token ->
            new WorkerSignIn.PersonalAccessToken(
                SealingKey.seal(
                    ClientSecret.of(token),
                    sealingKey,
                    Contoso.TENANT + "|" + organization.name())))
        .orElseGet(() ->
            new WorkerSignIn.ServicePrincipal(
                Contoso.TENANT,
                Contoso.DEVOPS,
                new SecretLocation(Contoso.VAULT_URL, Contoso.DEVOPS_SECRET)));
  }

  /** What Entra has of this application's client secrets that Keyturn named. */
  public List<Password> madeByKeyturn() {
    return atEntra().stream().filter(key -> key.displayName().startsWith("Keyturn ")).toList();
  }

  /** All that Entra has of this application's client secrets. */
  public List<Password> atEntra() {
    return contoso.azure().entra().application(clientId).orElseThrow().passwords();
  }

  /** Every version that Key Vault has of the secret, oldest first. */
  public List<io.keyturn.embedded.keyvault.SecretVersion> inVault() {
    return contoso.azure().keyVault().versions(Contoso.VAULT, secret.name());
  }

  /** Calls to the organization that could have changed something. */
  public List<RecordedCall> writes() {
    return organization.calls().stream().filter(RecordedCall::isWrite).toList();
  }
}
