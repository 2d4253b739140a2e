package io.keyturn.preflight;

import io.keyturn.preflight.Finding.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks that are taken one after the other; each is told at once, whatever became of the others.
 */
public final class Looks {

  private final PrintStream out;
  private final List<Finding> found = new ArrayList<>();

  public Looks(PrintStream out) {
    this.out = out;
  }

  /**
   * A look that fails in a way nobody thought of has failed; only its kind is told.
   *
   * @return whether nothing failed
   */
  public boolean take(String what, Supplier<List<Finding>> look) {
    List<Finding> findings;
    try {
      findings = look.get();
    } catch (RuntimeException e) {
      findings =
          List.of(
              Finding.failed(
                  what, "", "could not be looked at (" + e.getClass().getSimpleName() + ")."));
    }
    findings.forEach(this::tell);
    return findings.stream().noneMatch(it -> it.verdict() == Verdict.FAILED);
  }

  public void tell(Finding finding) {
    found.add(finding);
    out.printf(
        "%-8s %-22s %-32s %s%n",
        finding.verdict(), finding.what(), finding.where(), finding.message());
  }

  /**
   * @return the exit status: 0 when nothing failed, else 1
   */
  public int end() {
    long failed = found.stream().filter(it -> it.verdict() == Verdict.FAILED).count();
    out.println(
        failed == 0
            ? "Everything that was looked at is as it should be."
            : failed + " of " + found.size() + " looks failed.");
    return failed == 0 ? 0 : 1;
  }
}
