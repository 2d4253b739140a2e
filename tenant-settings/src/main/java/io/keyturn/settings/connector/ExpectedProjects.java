package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.Connectors.Project;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what is visible with what is needed: fewer is a partial grant (Z-21). */
final class ExpectedProjects {

  /** Azure DevOps' page; beyond it an absent project may just not have been listed. */
  private static final int WHOLE_PAGE = 100;

  private ExpectedProjects() {}

  /**
   * @param defaultProject null where the connector names none
   */
  static Verdict compare(Verdict verdict, List<Project> bound, @Nullable String defaultProject) {
    ConnectorFindings findings = verdict.findings();
    if (!verdict.verified() || findings.projectCount() >= WHOLE_PAGE) {
      return verdict;
    }
    Set<UUID> visible =
        findings.projects().stream().map(ConnectorFindings.Project::id).collect(Collectors.toSet());
    List<String> missing =
        bound.stream().filter(it -> !visible.contains(it.id())).map(Project::name).toList();
    if (findings.equals(ConnectorFindings.NONE)) {
      return verdict;
    }
    if (missing.isEmpty()) {
      return defaultProject == null || sees(findings, defaultProject)
          ? verdict
          : partial(
              verdict,
              " The default project "
                  + defaultProject
                  + " is not among them: check its name, or give the identity access to it.");
    }
    return partial(
        verdict,
        " Bindings need projects that this identity does not see: "
            + String.join(", ", missing)
            + ".");
  }

  private static boolean sees(ConnectorFindings findings, String project) {
    return findings.projects().stream().anyMatch(it -> it.name().equalsIgnoreCase(project));
  }

  private static Verdict partial(Verdict verdict, String what) {
    return new Verdict(
        ConnectorStatus.CONNECTED_PARTIAL, verdict.message() + what, verdict.findings());
  }
}
