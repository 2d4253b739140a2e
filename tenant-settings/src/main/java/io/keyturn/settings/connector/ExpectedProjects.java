package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.Connectors.Project;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Compares what is visible with what bindings need: fewer is a partial grant (Z-21). */
final class ExpectedProjects {

  /** Azure DevOps' page; beyond it an absent project may just not have been listed. */
  private static final int WHOLE_PAGE = 100;

  private ExpectedProjects() {}

  static Verdict compare(Verdict verdict, List<Project> bound) {
    ConnectorFindings findings = verdict.findings();
    if (!verdict.verified() || findings.projectCount() >= WHOLE_PAGE) {
      return verdict;
    }
    Set<UUID> visible =
        findings.projects().stream().map(ConnectorFindings.Project::id).collect(Collectors.toSet());
    List<String> missing =
        bound.stream().filter(it -> !visible.contains(it.id())).map(Project::name).toList();
    if (missing.isEmpty() || findings.equals(ConnectorFindings.NONE)) {
      return verdict;
    }
    return new Verdict(
        ConnectorStatus.CONNECTED_PARTIAL,
        verdict.message()
            + " Bindings need projects that this identity does not see: "
            + String.join(", ", missing)
            + ".",
        findings);
  }
}
