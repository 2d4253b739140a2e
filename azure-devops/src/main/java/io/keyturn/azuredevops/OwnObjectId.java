package io.keyturn.azuredevops;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The object id by which Entra knows an application's own identity, as its token says it. Roles are
 * assigned to that one; the client id, which the application signs in with, is another (Z-06).
 */
public final class OwnObjectId {

  private static final String KEY_VAULT = "https://vault.azure.net/.default";

  private OwnObjectId() {}

  /** Empty where it cannot be found out: it only completes a sentence. */
  public static Optional<String> of(TokenCredential identity, String tenantId) {
    try {
      // The one that was just refused; azure-identity still has it.
      String token =
          identity
              .getTokenSync(new TokenRequestContext().addScopes(KEY_VAULT).setTenantId(tenantId))
              .getToken();
      String[] parts = token.split("\\.", -1);
      return parts.length == 3
          ? Json.text(
                  Json.MAPPER.readTree(
                      new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)),
                  "oid")
              .filter(Tenants::isGuid)
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
