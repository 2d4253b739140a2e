package io.keyturn.preflight;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.keyturn.contracts.api.Preflight;
import io.keyturn.contracts.api.Preflight.Outcome;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Azure's hosts, and whether Entra signs the application in. */
public final class AzureLook {

  private static final Pattern CODE = Pattern.compile("AADSTS\\d{4,8}");

  private AzureLook() {}

  public static List<Finding> hosts(Preflight looked) {
    return looked.checks().stream()
        .map(check ->
            check.outcome() == Outcome.REACHED
                ? Finding.ok(check.what(), check.host(), check.message())
                : Finding.failed(check.what(), check.host(), check.message()))
        .toList();
  }

  /**
   * @param what the token is for
   * @param remedy where Entra refuses it: which settings to look at, and which grant
   */
  public static Finding token(
      String what, URI entra, TokenCredential credential, String scope, String remedy) {
    String where = entra.getAuthority();
    try {
      credential.getTokenSync(new TokenRequestContext().addScopes(scope));
      return Finding.ok(what, where, "Entra signs the application in.");
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        // Only the code: what else such a message says is Entra's, and long.
        Matcher code = CODE.matcher(String.valueOf(cause.getMessage()));
        if (code.find()) {
          return Finding.failed(
              what, where, "Entra refuses the sign-in with " + code.group() + ". " + remedy);
        }
      }
      return Finding.failed(
          what, where, "Entra gives no token (" + e.getClass().getSimpleName() + "). " + remedy);
    }
  }

  /**
   * @param fine refusals that show that the application was let in
   * @param remedy besides what the answer says
   */
  public static Finding answered(
      String what,
      String where,
      Attempt<?> answer,
      Set<Reason> fine,
      String allowed,
      String remedy) {
    return switch (answer) {
      case Attempt.Succeeded<?> _ -> Finding.ok(what, where, allowed);
      case Attempt.Refused<?>(Reason reason, String why) ->
          fine.contains(reason)
              ? Finding.ok(what, where, allowed)
              : Finding.failed(what, where, (why + " " + remedy).strip());
      case Attempt.RetryLater<?>(Reason _, String why, Duration _) ->
          Finding.failed(what, where, (why + " " + remedy).strip());
    };
  }
}
