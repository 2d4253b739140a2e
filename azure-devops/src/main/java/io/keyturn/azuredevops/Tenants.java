package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An organization belongs to one Entra tenant, and identities of another cannot sign in (D-11). */
final class Tenants {

  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String NONE = "00000000-0000-0000-0000-000000000000";

  private Tenants() {}

  static boolean isGuid(String text) {
    return GUID.matcher(text).matches();
  }

  /**
   * @param home as the header {@code X-VSS-ResourceTenant} says it
   */
  static <T extends @Nullable Object> Attempt<T> wrong(
      Subject subject, String home, String expected) {
    String organization =
        subject.organization() == null
            ? "The organization"
            : "Organization " + subject.organization();
    String why;
    if (NONE.equals(home) || !isGuid(home)) {
      why =
          organization
              + " is not connected to an Entra tenant. Connect it under Organization settings,"
              + " Microsoft Entra.";
    } else {
      why =
          organization
              + " belongs to the Entra tenant "
              + home
              + ", not to "
              + expected
              + ". Use an identity of that tenant, or check the organization's name.";
    }
    return Attempt.refused(Reason.WRONG_TENANT, why);
  }
}
