package io.keyturn.embedded.keyvault;

import java.util.Set;

/** A data action on the secrets of a vault. */
public enum Permission {
  GET("Microsoft.KeyVault/vaults/secrets/getSecret/action"),
  LIST("Microsoft.KeyVault/vaults/secrets/readMetadata/action"),
  SET("Microsoft.KeyVault/vaults/secrets/setSecret/action"),
  UPDATE("Microsoft.KeyVault/vaults/secrets/update/action"),
  DELETE("Microsoft.KeyVault/vaults/secrets/delete"),
  RECOVER("Microsoft.KeyVault/vaults/secrets/recover/action"),
  PURGE("Microsoft.KeyVault/vaults/secrets/purge/action");

  /** The role "Key Vault Secrets User". */
  public static final Set<Permission> SECRETS_USER = Set.of(GET, LIST);

  /** The role "Key Vault Secrets Officer". */
  public static final Set<Permission> SECRETS_OFFICER = Set.of(values());

  private final String action;

  Permission(String action) {
    this.action = action;
  }

  /** As Azure's role definitions write it. */
  String action() {
    return action;
  }
}
