package io.keyturn.settings.access;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who may have issued a token of a tenant. Entra has one issuer per tenant; an address for several
 * ({@code common}, {@code organizations}) stands for that of each.
 *
 * @param pattern an issuer, in which {@code {tenantid}} stands for the token's tenant; Entra's own
 *     metadata for several tenants writes it so
 */
record IssuedBy(String pattern) {

  private static final Pattern SEVERAL = Pattern.compile("/(common|organizations|consumers)/");

  /**
   * @param issuerUri {@code spring.security.oauth2.resourceserver.jwt.issuer-uri}; blank for every
   *     tenant of the authority
   */
  static IssuedBy of(String authority, String issuerUri) {
    return new IssuedBy(
        issuerUri.isBlank()
            ? authority + "/{tenantid}/v2.0"
            : SEVERAL.matcher(issuerUri.strip()).replaceFirst("/{tenantid}/"));
  }

  boolean matches(String issuer, UUID tenantId) {
    return pattern.replace("{tenantid}", tenantId.toString()).equals(issuer);
  }
}
