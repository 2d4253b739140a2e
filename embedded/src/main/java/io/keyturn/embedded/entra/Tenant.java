package io.keyturn.embedded.entra;

/**
 * An Entra tenant.
 *
 * @param domain its first verified domain, by which the endpoints also know it
 */
public record Tenant(String tenantId, String displayName, String domain) {}
