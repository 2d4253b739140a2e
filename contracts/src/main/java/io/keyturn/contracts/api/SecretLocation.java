package io.keyturn.contracts.api;

/**
 * Where a secret lives in Key Vault, whatever its version.
 *
 * @param vaultUrl for example {@code https://contoso.vault.azure.net}, without a slash at its end
 * @param name the secret's name in that vault
 */
public record SecretLocation(String vaultUrl, String name) {

  /** As Key Vault itself addresses it, without a version. */
  public String address() {
    return vaultUrl + "/secrets/" + name;
  }
}
