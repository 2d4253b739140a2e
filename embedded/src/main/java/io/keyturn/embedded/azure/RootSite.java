package io.keyturn.embedded.azure;

import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.keyvault.EmbeddedKeyVault;

/**
 * What no other site wants: a vault addressed by its host name, and Entra at the root of the
 * server.
 *
 * <p>Microsoft's sign-in library (MSAL 1.26) drops what stands before the tenant in the path of an
 * authority: told {@code https://localhost:1/entra} it asks {@code https://localhost:1/{tenant}/…}.
 */
record RootSite(EmbeddedEntra entra, EmbeddedKeyVault keyVault) implements Site {

  @Override
  public String prefix() {
    return "";
  }

  @Override
  public Answer handle(Request request) {
    return keyVault.atHost(request).orElseGet(() -> entra.handle(request));
  }
}
