package io.keyturn.settings.discovery;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.azuredevops.UserTokens;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.settings.api.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Azure DevOps as the signed-in user. */
final class DelegatedAccess {

  private final Optional<Registration> registration;

  /**
   * @param registration empty where the installation has none: then every question is refused
   */
  DelegatedAccess(Optional<Registration> registration) {
    this.registration = registration;
  }

  /** Keyturn's own registration in Entra, for which users sign in. */
  record Registration(
      AzureDevOps azureDevOps, String authorityHost, String clientId, UserTokenExchange exchange) {}

  /** Knows the registration's client secret. */
  @FunctionalInterface
  interface UserTokenExchange {
    Attempt<SignIn.DelegatedUser> exchange(UserTokens.Person person, String organization);
  }

  AzureDevOps azureDevOps() {
    return configured().azureDevOps();
  }

  /**
   * The user in an organization.
   *
   * @param tenant the organization's, where the caller names it; null for that of the settings
   * @throws ProblemException where the user cannot be signed in there
   */
  Actor in(String organization, SignedInUser user, DevOpsSettings settings, @Nullable UUID tenant) {
    return new Actor(organization, signIn(personOf(user, settings, tenant), organization, user));
  }

  /** The user, in no organization. */
  SignIn.DelegatedUser signIn(UserTokens.Person person, SignedInUser user) {
    return signIn(person, "", user);
  }

  private SignIn.DelegatedUser signIn(
      UserTokens.Person person, String organization, SignedInUser user) {
    Registration keyturn = configured();
    if (!user.isPerson()) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "sign-in.user-required",
          "Azure DevOps is asked as the signed-in user, and your token is an application's.",
          "Sign in as a user, then send that access token.");
    }
    return AzureProblems.orProblem(
        keyturn.exchange().exchange(person, organization), consentRemedy(person.tenantId()));
  }

  /** Where an administrator of that tenant grants what is missing. */
  String consentRemedy(UUID tenantId) {
    Registration keyturn = configured();
    return "Ask an administrator of tenant "
        + tenantId
        + " to open "
        + keyturn.authorityHost()
        + "/"
        + tenantId
        + "/adminconsent?client_id="
        + keyturn.clientId()
        + " and consent, then try again.";
  }

  private static UserTokens.Person personOf(
      SignedInUser user, DevOpsSettings settings, @Nullable UUID tenant) {
    if (tenant == null || tenant.equals(user.tenantId())) {
      return user.person();
    }
    boolean home = user.homeTenantId().filter(tenant::equals).isPresent();
    if (!home || !settings.includeHomeTenantOrganizations()) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "organization.tenant-not-included",
          "Organizations of tenant " + tenant + " are not offered to you here.",
          "Only your home tenant is, when Include Home Tenant Organizations is on.");
    }
    return user.atHome()
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.FORBIDDEN,
                "home-sign-in.required",
                "The organization is of your home tenant " + tenant + ".",
                "Sign in to that tenant too and send the token in "
                    + SignedInUserReader.HOME
                    + "."));
  }

  private Registration configured() {
    return registration.orElseThrow(() ->
        ProblemException.of(
            HttpStatus.CONFLICT,
            "discovery.not-configured",
            "This installation cannot ask Azure DevOps on behalf of its users.",
            "Its operator sets keyturn.discovery.client-id and keyturn.discovery.client-secret."));
  }
}
