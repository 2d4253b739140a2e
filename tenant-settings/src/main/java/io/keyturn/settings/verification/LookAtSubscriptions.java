package io.keyturn.settings.verification;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.azuredevops.Subscriptions;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.outcome.Attempt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions and key vaults that a connector's identity sees, within bounds. Azure DevOps
 * needs none of them: whatever is missing or fails here is told, and changes no status.
 */
final class LookAtSubscriptions {

  private static final int MOST_SUBSCRIPTIONS = 5;
  private static final int MOST_NAMES = 50;

  private final AzureDevOps azureDevOps;

  LookAtSubscriptions(AzureDevOps azureDevOps) {
    this.azureDevOps = azureDevOps;
  }

  /**
   * @param leftOut gets a sentence for each thing that was not looked at
   */
  List<ConnectorFindings.Subscription> subscriptions(Actor actor, List<String> leftOut) {
    if (!(actor.signIn() instanceof SignIn.Principal identity)) {
      leftOut.add(
          "A personal access token opens Azure DevOps only: it sees no subscriptions and no key"
              + " vaults.");
      return List.of();
    }
    leftOut.add(
        "Whether secrets may be read is not tried here: that takes a data-plane role on the vault,"
            + " for the worker's own identity; and each service connection's own application needs"
            + " its subscription.");
    return switch (azureDevOps.subscriptions().list(actor.organization(), identity)) {
      case Attempt.Succeeded<Subscriptions.Page<Subscriptions.Subscription>>(var page) ->
          lookedInto(actor, identity, page, leftOut);
      case Attempt.RetryLater<Subscriptions.Page<Subscriptions.Subscription>>(
              var _,
              String why,
              var _) ->
          none("Subscriptions could not be listed. " + why, leftOut);
      case Attempt.Refused<Subscriptions.Page<Subscriptions.Subscription>>(var _, String why) ->
          none("Subscriptions could not be listed. " + why, leftOut);
    };
  }

  private List<ConnectorFindings.Subscription> lookedInto(
      Actor actor,
      SignIn.Principal identity,
      Subscriptions.Page<Subscriptions.Subscription> page,
      List<String> leftOut) {
    List<ConnectorFindings.Subscription> found = new ArrayList<>();
    @Nullable Attempt<?> outage = null;
    for (Subscriptions.Subscription subscription : page.items()) {
      if (found.size() >= MOST_SUBSCRIPTIONS || outage != null) {
        break;
      }
      Attempt<Subscriptions.Page<String>> vaults =
          azureDevOps.subscriptions().vaults(actor.organization(), identity, subscription.id());
      outage = vaults instanceof Attempt.RetryLater<?> ? vaults : null;
      found.add(told(subscription, vaults));
    }
    if (page.items().isEmpty()) {
      leftOut.add("The identity has no role on any subscription, and Azure DevOps needs none.");
    } else if (!page.complete() || found.size() < page.items().size()) {
      leftOut.add("Only the first " + found.size() + " subscriptions were looked into.");
    }
    return found;
  }

  private static ConnectorFindings.Subscription told(
      Subscriptions.Subscription subscription, Attempt<Subscriptions.Page<String>> vaults) {
    return switch (vaults) {
      case Attempt.Succeeded<Subscriptions.Page<String>>(var page) ->
          new ConnectorFindings.Subscription(
              subscription.id(),
              subscription.name(),
              page.items().stream().sorted().limit(MOST_NAMES).toList(),
              page.complete() && page.items().size() <= MOST_NAMES
                  ? null
                  : "There are more key vaults than were looked at.");
      case Attempt.RetryLater<Subscriptions.Page<String>>(var _, String why, var _) ->
          new ConnectorFindings.Subscription(
              subscription.id(), subscription.name(), List.of(), why);
      case Attempt.Refused<Subscriptions.Page<String>>(var _, String why) ->
          new ConnectorFindings.Subscription(
              subscription.id(), subscription.name(), List.of(), why);
    };
  }

  private static List<ConnectorFindings.Subscription> none(String why, List<String> leftOut) {
    leftOut.add(why);
    return List.of();
  }
}
