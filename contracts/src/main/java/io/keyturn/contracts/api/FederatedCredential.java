package io.keyturn.contracts.api;

/**
 * The values of a federated credential in Entra (Federated credentials, Add, Other issuer). Entra
 * compares all three exactly and tells upper from lower case (D-13).
 */
public record FederatedCredential(String issuer, String subject, String audience) {}
