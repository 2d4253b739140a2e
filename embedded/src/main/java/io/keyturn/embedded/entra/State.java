package io.keyturn.embedded.entra;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything this Entra knows. Identifiers and names are compared without regard to case, as Entra
 * does.
 */
final class State {

  record ServicePrincipal(String tenantId, String objectId, String clientId) {}

  record Group(String tenantId, String objectId, String displayName, List<String> members) {}

  /** An app role of a resource application, given to a person or a service principal. */
  record RoleAssignment(
      String tenantId, String principalId, String resourceClientId, String role) {}

  record Subscription(String subscriptionId, String tenantId, String displayName) {}

  record SubscriptionRole(String principalId, String subscriptionId) {}

  record Consent(String tenantId, String clientId, String resource) {}

  /** A vault as Azure Resource Manager lists it. */
  record VaultPlace(String subscriptionId, String vault) {}

  /** A managed identity that is attached to the machine. */
  record MachineIdentity(String tenantId, String clientId, boolean systemAssigned) {}

  /** What is saved. */
  record Snapshot(
      String signingKey,
      List<Tenant> tenants,
      List<Person> people,
      List<Application> applications,
      List<ServicePrincipal> servicePrincipals,
      List<Group> groups,
      List<RoleAssignment> roleAssignments,
      List<Subscription> subscriptions,
      List<SubscriptionRole> subscriptionRoles,
      List<Consent> consents,
      @Nullable List<VaultPlace> vaultPlaces,
      @Nullable List<MachineIdentity> machineIdentities) {}

  private final List<Tenant> tenants = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private final java.util.Map<String, Application> applications = new java.util.LinkedHashMap<>();
  private final List<ServicePrincipal> servicePrincipals = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final List<RoleAssignment> roleAssignments = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final java.util.Set<SubscriptionRole> subscriptionRoles = new java.util.LinkedHashSet<>();
  private final java.util.Set<Consent> consents = new java.util.LinkedHashSet<>();
  private final List<VaultPlace> vaultPlaces = new ArrayList<>();
  private final List<MachineIdentity> machineIdentities = new ArrayList<>();

  synchronized Snapshot snapshot(String signingKey) {
    return new Snapshot(
        signingKey,
        List.copyOf(tenants),
        List.copyOf(people),
        List.copyOf(applications.values()),
        List.copyOf(servicePrincipals),
        List.copyOf(groups),
        List.copyOf(roleAssignments),
        List.copyOf(subscriptions),
        List.copyOf(subscriptionRoles),
        List.copyOf(consents),
        List.copyOf(vaultPlaces),
        List.copyOf(machineIdentities));
  }

  synchronized void replace(Snapshot saved) {
    replace(tenants, saved.tenants());
    replace(people, saved.people());
    applications.clear();
    saved.applications().forEach(this::put);
    replace(servicePrincipals, saved.servicePrincipals());
    replace(groups, saved.groups());
    replace(roleAssignments, saved.roleAssignments());
    replace(subscriptions, saved.subscriptions());
    subscriptionRoles.clear();
    subscriptionRoles.addAll(saved.subscriptionRoles());
    consents.clear();
    consents.addAll(saved.consents());
    // Null in what was saved before there were any.
    replace(vaultPlaces, Objects.requireNonNullElse(saved.vaultPlaces(), List.of()));
    replace(machineIdentities, Objects.requireNonNullElse(saved.machineIdentities(), List.of()));
  }

  private static <T> void replace(List<T> all, List<T> saved) {
    all.clear();
    all.addAll(saved);
  }

  synchronized void add(Tenant tenant) {
    tenants.removeIf(known -> known.tenantId().equalsIgnoreCase(tenant.tenantId()));
    tenants.add(tenant);
  }

  synchronized void add(Person person) {
    people.removeIf(known -> known.objectId().equalsIgnoreCase(person.objectId()));
    people.add(person);
  }

  synchronized void put(Application application) {
    applications.put(application.clientId().toLowerCase(java.util.Locale.ROOT), application);
  }

  /** Changes one application; nothing happens between reading and writing it. */
  synchronized void change(String clientId, UnaryOperator<Application> change) {
    put(change.apply(application(clientId).orElseThrow()));
  }

  synchronized void add(ServicePrincipal principal) {
    servicePrincipals.removeIf(known ->
        known.tenantId().equalsIgnoreCase(principal.tenantId())
            && known.clientId().equalsIgnoreCase(principal.clientId()));
    servicePrincipals.add(principal);
  }

  synchronized void add(Group group) {
    groups.removeIf(known -> known.objectId().equalsIgnoreCase(group.objectId()));
    groups.add(group);
  }

  synchronized void add(RoleAssignment assignment) {
    if (!roleAssignments.contains(assignment)) {
      roleAssignments.add(assignment);
    }
  }

  synchronized void remove(RoleAssignment assignment) {
    roleAssignments.remove(assignment);
  }

  synchronized void add(Subscription subscription) {
    subscriptions.removeIf(
        known -> known.subscriptionId().equalsIgnoreCase(subscription.subscriptionId()));
    subscriptions.add(subscription);
  }

  synchronized void add(SubscriptionRole role) {
    subscriptionRoles.add(role);
  }

  synchronized void remove(SubscriptionRole role) {
    subscriptionRoles.remove(role);
  }

  synchronized void add(Consent consent) {
    consents.add(consent);
  }

  synchronized void remove(Consent consent) {
    consents.remove(consent);
  }

  synchronized void add(VaultPlace place) {
    vaultPlaces.add(place);
  }

  synchronized List<String> vaults(String subscriptionId) {
    return vaultPlaces.stream()
        .filter(place -> place.subscriptionId().equalsIgnoreCase(subscriptionId))
        .map(VaultPlace::vault)
        .toList();
  }

  synchronized void attach(MachineIdentity identity) {
    machineIdentities.removeIf(known ->
        known.clientId().equalsIgnoreCase(identity.clientId())
            || (known.systemAssigned() && identity.systemAssigned()));
    machineIdentities.add(identity);
  }

  synchronized void detach(String clientId) {
    machineIdentities.removeIf(known -> known.clientId().equalsIgnoreCase(clientId));
  }

  synchronized List<MachineIdentity> machineIdentities() {
    return List.copyOf(machineIdentities);
  }

  /** By its id or its domain. */
  synchronized Optional<Tenant> tenant(String idOrDomain) {
    return tenants.stream()
        .filter(tenant ->
            tenant.tenantId().equalsIgnoreCase(idOrDomain)
                || tenant.domain().equalsIgnoreCase(idOrDomain))
        .findFirst();
  }

  synchronized List<Person> people(String tenantId) {
    return people.stream().filter(person -> person.tenantId().equalsIgnoreCase(tenantId)).toList();
  }

  synchronized List<Person> members() {
    return people.stream().filter(person -> !person.guest()).toList();
  }

  synchronized Optional<Person> person(String objectId) {
    return people.stream()
        .filter(person -> person.objectId().equalsIgnoreCase(objectId))
        .findFirst();
  }

  synchronized Optional<Application> application(String clientId) {
    return Optional.ofNullable(applications.get(clientId.toLowerCase(java.util.Locale.ROOT)));
  }

  synchronized List<Application> applications(String tenantId) {
    return applications.values().stream()
        .filter(application -> application.tenantId().equalsIgnoreCase(tenantId))
        .toList();
  }

  /** By client id, {@code api://client id} or one of its identifier URIs. */
  synchronized Optional<Application> resource(String name) {
    String bare = name.startsWith("api://") ? name.substring("api://".length()) : name;
    return application(bare)
        .or(() ->
            applications.values().stream()
                .filter(application -> application.api().identifierUris().contains(name))
                .findFirst());
  }

  synchronized Optional<ServicePrincipal> servicePrincipal(String tenantId, String clientId) {
    return servicePrincipals.stream()
        .filter(principal ->
            principal.tenantId().equalsIgnoreCase(tenantId)
                && principal.clientId().equalsIgnoreCase(clientId))
        .findFirst();
  }

  synchronized List<String> roles(String principalId, String resourceClientId) {
    return roleAssignments.stream()
        .filter(assignment ->
            assignment.principalId().equalsIgnoreCase(principalId)
                && assignment.resourceClientId().equalsIgnoreCase(resourceClientId))
        .map(RoleAssignment::role)
        .toList();
  }

  synchronized List<Group> groupsOf(String memberId) {
    return groups.stream()
        .filter(group -> group.members().stream().anyMatch(memberId::equalsIgnoreCase))
        .toList();
  }

  synchronized List<Subscription> subscriptionsOf(String principalId) {
    return subscriptions.stream()
        .filter(subscription ->
            subscriptionRoles.stream()
                .anyMatch(role ->
                    role.principalId().equalsIgnoreCase(principalId)
                        && role.subscriptionId().equalsIgnoreCase(subscription.subscriptionId())))
        .toList();
  }

  synchronized Optional<Subscription> subscription(String subscriptionId) {
    return subscriptions.stream()
        .filter(known -> known.subscriptionId().equalsIgnoreCase(subscriptionId))
        .findFirst();
  }

  synchronized boolean consented(String tenantId, String clientId, String resource) {
    return consents.stream()
        .anyMatch(consent ->
            consent.tenantId().equalsIgnoreCase(tenantId)
                && consent.clientId().equalsIgnoreCase(clientId)
                && consent.resource().equalsIgnoreCase(resource));
  }
}
