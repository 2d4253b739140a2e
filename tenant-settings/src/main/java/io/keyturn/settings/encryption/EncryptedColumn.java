package io.keyturn.settings.encryption;

import java.util.UUID;

/**
 * A column that holds stored credentials. Whoever stores some declares it as a bean, or it would be
 * forgotten when keys change.
 *
 * @param key the column that names its row, a GUID
 * @param perRow whether a tenant may have several rows: then the credential is bound to its row
 * @param ofTenants whether each row belongs to a tenant, and else to {@link #INSTALLATION}
 */
public record EncryptedColumn(
    String table, String key, String column, boolean perRow, boolean ofTenants) {

  /** Stands in a tenant's place where no tenant owns the credential. */
  public static final UUID INSTALLATION = new UUID(0, 0);

  public EncryptedColumn(String table, String key, String column, boolean perRow) {
    this(table, key, column, perRow, true);
  }

  public static EncryptedColumn ofTheInstallation(String table, String key, String column) {
    return new EncryptedColumn(table, key, column, true, false);
  }

  /** What {@link StoredCredentials} binds a credential of that row to. */
  String place(Object row) {
    String place = table + "." + column;
    return perRow ? place + "/" + row : place;
  }

  /** Whose a row is, in SQL. */
  String owner() {
    return ofTenants ? "tenant_id" : "'" + INSTALLATION + "'::uuid";
  }
}
