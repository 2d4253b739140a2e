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
    String what;
    if (NONE.equals(home) || !isGuid(home)) {
      what =
          "the organization is not connected to an Entra tenant; connect it under Organization"
              + " settings, Microsoft Entra";
    } else {
      what =
          "the organization belongs to the Entra tenant "
              + home
              + ", not to "
              + expected
              + "; use an identity of that tenant, or check the organization's name";
    }
    return Attempt.refused(Reason.WRONG_TENANT, subject.described() + ": " + what);
  }
}
