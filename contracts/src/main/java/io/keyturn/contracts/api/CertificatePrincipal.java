package io.keyturn.contracts.api;

import org.jspecify.annotations.Nullable;

/**
 * A service principal that signs in to Azure DevOps with a certificate.
 *
 * @param tenantId its Entra tenant; null means the tenant these settings belong to
 * @param certificate the certificate in Key Vault, private key included: a certificate by its name,
 *     or a secret that holds it as PEM or as PKCS #12 in Base64
 */
public record CertificatePrincipal(
    @Nullable String tenantId, String clientId, SecretLocation certificate) {}
