package io.keyturn.embedded.keyvault;

import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.http.Answer;

/** What Key Vault refuses and in which words, on its way out of the middle of a request. */
final class VaultRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  private VaultRefusal(Answer answer) {
    super(null, null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  static VaultRefusal forbidden(
      Principal caller, Permission permission, String vault, String secret) {
    return new VaultRefusal(
        VaultJson.error(
            403,
            "Forbidden",
            """
            Caller is not authorized to perform action on resource.\r
            If role assignments, deny assignments or role definitions were changed recently, \
            please observe propagation time.\r
            Caller: appid=%s;oid=%s\r
            Action: '%s'\r
            Resource: '/vaults/%s/secrets/%s'\r
            Assignment: (not found)\r
            Vault: %s\
            """
                .formatted(
                    caller.clientId().orElse(""),
                    caller.objectId(),
                    permission.action(),
                    vault,
                    secret,
                    vault),
            "ForbiddenByRbac"));
  }

  static VaultRefusal invalid(String parameter) {
    return new VaultRefusal(
        VaultJson.error(400, "BadParameter", "Invalid value of " + parameter + ".", null));
  }

  static Answer notFound(String what) {
    return VaultJson.error(
        404,
        "SecretNotFound",
        "A secret with (name/id) "
            + what
            + " was not found in this key vault. If you recently deleted this secret you may be able"
            + " to recover it using the correct recovery command.",
        null);
  }

  static Answer notDeleted(String name) {
    return VaultJson.error(404, "SecretNotFound", "Deleted Secret not found: " + name, null);
  }
}
