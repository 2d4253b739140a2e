package io.keyturn.contracts.event;

/**
 * Exactly one version of a secret in Key Vault.
 *
 * @param vaultUrl {@code https://contoso.vault.azure.net}, host in lower case, no slash at its end
 */
public record SecretVersion(String vaultUrl, String name, String version) {}
