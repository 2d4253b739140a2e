package io.keyturn.azuredevops;

import java.util.regex.Pattern;

/** What names a principal may have at all. */
final class PrincipalNames {

  // Goes into the token endpoint's path, so nothing that could change that path.
  private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

  private PrincipalNames() {}

  static void check(String tenantId, String clientId) {
    if (!TENANT.matcher(tenantId).matches()) {
      throw new IllegalArgumentException("a tenant is named by its GUID or its domain");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("a service principal has a client id");
    }
  }
}
