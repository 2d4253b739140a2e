package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.Organizations;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.azuredevops.UserTokens;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.OrganizationList;
import io.keyturn.contracts.api.OrganizationList.Group;
import io.keyturn.contracts.api.OrganizationList.Note;
import io.keyturn.contracts.api.OrganizationList.Organization;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.StoredConnector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The organizations a user reaches, by tenant: the user's own, and a guest's home. */
@Component
class ListOrganizations {

  private static final int AT_ONCE = 8;

  private final DelegatedAccess access;
  private final Connectors connectors;

  ListOrganizations(DelegatedAccess access, Connectors connectors) {
    this.access = access;
    this.connectors = connectors;
  }

  OrganizationList list(SignedInUser user, DevOpsSettings settings) {
    List<Note> notes = new ArrayList<>();
    Map<Optional<UUID>, List<Organization>> byTenant = new LinkedHashMap<>();
    byTenant.put(Optional.of(user.tenantId()), new ArrayList<>());
    boolean withHome = user.homeTenantId().isPresent() && settings.includeHomeTenantOrganizations();

    reached(user.person(), user)
        .forEach((organization, tenant) -> {
          if (user.homeTenantId().isEmpty()
              || withHome
              || tenant.isEmpty()
              || tenant.get().equals(user.tenantId())) {
            add(byTenant, tenant, named(user.tenantId(), organization));
          }
        });
    if (withHome) {
      home(user, byTenant, notes);
    }
    List<Group> groups =
        byTenant.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .sorted(Comparator.comparing(entry -> rank(entry.getKey(), user)))
            .map(entry -> group(entry.getKey(), entry.getValue(), user))
            .toList();
    if (groups.isEmpty()) {
      notes.addFirst(
          new Note(
              "organizations.none",
              "Azure DevOps shows you no organization.",
              "Verify that tenant "
                  + user.tenantId()
                  + " has consented to Keyturn using Azure DevOps, and that you can open at least"
                  + " one organization at dev.azure.com."));
    }
    return new OrganizationList(groups, notes);
  }

  private void home(
      SignedInUser user, Map<Optional<UUID>, List<Organization>> byTenant, List<Note> notes) {
    UUID home = user.homeTenantId().orElseThrow();
    if (user.atHome().isEmpty()) {
      notes.add(
          new Note(
              "home-sign-in.required",
              "You are a guest here; the organizations of your home tenant "
                  + home
                  + " are not in the list.",
              "Sign in to that tenant too and send the token in " + SignedInUserReader.HOME + "."));
      return;
    }
    try {
      reached(user.atHome().get(), user)
          .forEach((organization, tenant) ->
              add(byTenant, tenant.or(user::homeTenantId), named(user.tenantId(), organization)));
    } catch (ProblemException e) {
      // The own tenant's organizations are no less true for it.
      notes.add(
          new Note(
              e.problem().code(),
              "The organizations of your home tenant "
                  + home
                  + " are not in the list: "
                  + e.problem().detail(),
              e.problem().remedy()));
    }
  }

  /** Each with its Entra tenant, where Azure DevOps says it. */
  private Map<Organizations.Organization, Optional<UUID>> reached(
      UserTokens.Person person, SignedInUser user) {
    SignIn.DelegatedUser signIn = access.signIn(person, user);
    Attempt<List<Organizations.Organization>> answer =
        access.azureDevOps().organizations().ofSignedInUser(signIn);
    if (answer instanceof Attempt.Refused<List<Organizations.Organization>>(Reason reason, String _)
        && reason == Reason.TOKEN_INVALID_OR_EXPIRED) {
      // The token is seconds old: Azure DevOps does not know this person in any organization.
      return Map.of();
    }
    List<Organizations.Organization> organizations = AzureProblems.orProblem(answer);
    Map<Organizations.Organization, Optional<UUID>> found = new LinkedHashMap<>();
    List<Optional<UUID>> tenants = tenants(organizations, signIn);
    for (int i = 0; i < organizations.size(); i++) {
      found.put(organizations.get(i), tenants.get(i));
    }
    return found;
  }

  private List<Optional<UUID>> tenants(
      List<Organizations.Organization> organizations, SignIn.DelegatedUser signIn) {
    Semaphore places = new Semaphore(AT_ONCE);
    List<Callable<Optional<UUID>>> questions =
        organizations.stream()
            .<Callable<Optional<UUID>>>map(organization ->
                () -> {
                  places.acquire();
                  try {
                    return tenantOf(organization.name(), signIn);
                  } finally {
                    places.release();
                  }
                })
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Optional<UUID>> answers = new ArrayList<>();
      for (Future<Optional<UUID>> answer : threads.invokeAll(questions)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while asking for organizations", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Empty where it cannot be said, which only costs the group. */
  private Optional<UUID> tenantOf(String organization, SignIn.DelegatedUser signIn) {
    return access.azureDevOps().organizations().verify(new Actor(organization, signIn), null)
            instanceof Attempt.Succeeded<Organizations.Verified>(Organizations.Verified verified)
        ? verified.tenantId()
        : Optional.empty();
  }

  private Organization named(UUID tenantId, Organizations.Organization organization) {
    return new Organization(
        organization.id(),
        organization.name(),
        connectors.of(tenantId, organization.name()).map(StoredConnector::name).orElse(null));
  }

  private static void add(
      Map<Optional<UUID>, List<Organization>> byTenant,
      Optional<UUID> tenant,
      Organization organization) {
    List<Organization> group = byTenant.computeIfAbsent(tenant, key -> new ArrayList<>());
    if (byTenant.values().stream()
        .flatMap(List::stream)
        .noneMatch(known -> known.id().equals(organization.id()))) {
      group.add(organization);
    }
  }

  private static Group group(
      Optional<UUID> tenant, List<Organization> organizations, SignedInUser user) {
    @Nullable UUID tenantId = tenant.orElse(null);
    return new Group(
        tenantId,
        tenant.isPresent() && tenant.equals(user.homeTenantId()),
        organizations.stream()
            .sorted(Comparator.comparing(Organization::name, String.CASE_INSENSITIVE_ORDER))
            .toList());
  }

  /** The tenant of the settings first, what has no group last. */
  private static int rank(Optional<UUID> tenant, SignedInUser user) {
    if (tenant.isEmpty()) {
      return 3;
    }
    if (tenant.get().equals(user.tenantId())) {
      return 0;
    }
    return tenant.equals(user.homeTenantId()) ? 1 : 2;
  }
}
