package io.keyturn.contracts.api;

/**
 * One application whose secret is kept under a given vault and name: an element of the answer to
 * {@code GET /api/v1/worker/applications?vault={vaultName}&secretName={name}}.
 *
 * @param applicationId the application's client id
 */
public record ApplicationOfSecret(String tenantId, String applicationId, SecretLocation secret) {}
