package io.keyturn.settings.encryption;

/**
 * A column that holds stored credentials. Whoever stores some declares it as a bean, or it would be
 * forgotten when keys change.
 *
 * @param key the column that names its row, a GUID
 * @param perRow whether a tenant may have several rows: then the credential is bound to its row
 */
public record EncryptedColumn(String table, String key, String column, boolean perRow) {

  /** What {@link StoredCredentials} binds a credential of that row to. */
  String place(Object row) {
    String place = table + "." + column;
    return perRow ? place + "/" + row : place;
  }
}
