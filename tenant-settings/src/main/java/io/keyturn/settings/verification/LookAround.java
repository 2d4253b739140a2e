package io.keyturn.settings.verification;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.Organizations;
import io.keyturn.azuredevops.Projects;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.outcome.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an identity that signed in can see, within bounds (Z-08, Z-20, Z-21). */
final class LookAround {

  private static final int MOST_PROJECTS = 10;
  private static final int MOST_NAMES = 50;

  /** A page of projects; more may follow. */
  private static final int PAGE = 100;

  /** What the names of accounts that are no person's usually have in them (R-03). */
  private static final List<String> MACHINE_MARKS =
      List.of("svc", "service", "automation", "bot", "system", "devops", "pipeline", "keyturn");

  private final AzureDevOps azureDevOps;
  private final LookAtSubscriptions azure;

  LookAround(AzureDevOps azureDevOps) {
    this.azureDevOps = azureDevOps;
    this.azure = new LookAtSubscriptions(azureDevOps);
  }

  /**
   * @param firstFailure of listing service connections; null when none failed
   */
  record Seen(ConnectorFindings findings, @Nullable Attempt<?> firstFailure) {}

  Seen around(Actor actor, List<Projects.Project> visible) {
    List<ConnectorFindings.Project> projects = new ArrayList<>();
    @Nullable Attempt<?> firstFailure = null;
    for (Projects.Project project : visible) {
      if (projects.size() >= MOST_PROJECTS || firstFailure instanceof Attempt.RetryLater<?>) {
        projects.add(notLookedInto(project));
        continue;
      }
      switch (azureDevOps.serviceConnections().list(actor, project.id(), project.name())) {
        case Attempt.Succeeded<List<ServiceConnection>>(var found) ->
            projects.add(
                new ConnectorFindings.Project(
                    project.id(),
                    project.name(),
                    found.size(),
                    found.stream().map(ServiceConnection::name).sorted().limit(MOST_NAMES).toList(),
                    null));
        case Attempt.RetryLater<List<ServiceConnection>> failed -> {
          firstFailure = firstFailure == null ? failed : firstFailure;
          projects.add(failed(project, failed.why()));
        }
        case Attempt.Refused<List<ServiceConnection>> failed -> {
          firstFailure = firstFailure == null ? failed : firstFailure;
          projects.add(failed(project, failed.why()));
        }
      }
    }
    Optional<Organizations.Caller> caller =
        azureDevOps.organizations().connectionData(actor)
                instanceof Attempt.Succeeded<Organizations.Caller>(var who)
            ? Optional.of(who)
            : Optional.empty();
    List<String> leftOut = leftOut(visible.size());
    List<ConnectorFindings.Subscription> subscriptions = azure.subscriptions(actor, leftOut);
    return new Seen(
        new ConnectorFindings(
            caller.map(Organizations.Caller::displayName).orElse(null),
            visible.size(),
            projects,
            leftOut,
            caller
                .filter(who -> actor.signIn() instanceof SignIn.PersonalAccessToken)
                .filter(LookAround::looksLikeAPerson)
                .map(who ->
                    List.of(
                        "The token belongs to "
                            + who.displayName()
                            + ", who looks like a person: when they leave, rotations stop. Use a"
                            + " token of a dedicated service account."))
                .orElse(List.of()),
            null,
            subscriptions),
        firstFailure);
  }

  private static ConnectorFindings.Project notLookedInto(Projects.Project project) {
    return new ConnectorFindings.Project(project.id(), project.name(), null, List.of(), null);
  }

  private static ConnectorFindings.Project failed(Projects.Project project, String why) {
    return new ConnectorFindings.Project(project.id(), project.name(), null, List.of(), why);
  }

  private static List<String> leftOut(int visible) {
    List<String> leftOut = new ArrayList<>();
    if (visible >= PAGE) {
      leftOut.add("Only the first " + PAGE + " projects are counted.");
    }
    if (visible > MOST_PROJECTS) {
      leftOut.add(
          "Only the first "
              + MOST_PROJECTS
              + " projects were looked into for service connections.");
    }
    return leftOut;
  }

  private static boolean looksLikeAPerson(Organizations.Caller who) {
    String names =
        Stream.of(who.displayName(), who.account().orElse(""))
            .map(it -> it.split("@", 2)[0].toLowerCase(Locale.ROOT))
            .reduce("", (a, b) -> a + " " + b);
    return MACHINE_MARKS.stream().noneMatch(names::contains);
  }
}
