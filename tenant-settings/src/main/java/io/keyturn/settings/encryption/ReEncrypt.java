package io.keyturn.settings.encryption;

import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.isolation.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes every stored credential anew with the current key, while the service runs. Each row is
 * changed behind its tenant's lock, as every other change is, so nothing that is saved meanwhile is
 * overwritten. Stopped halfway it is started again, and goes on with what is left.
 */
@Component
public class ReEncrypt {

  private static final Logger log = LoggerFactory.getLogger(ReEncrypt.class);
  private static final int AT_ONCE = 500;

  private final JdbcClient sql;
  private final TransactionOperations transaction;
  private final StoredCredentials credentials;
  private final List<EncryptedColumn> columns;

  ReEncrypt(
      JdbcClient sql,
      TransactionOperations transaction,
      StoredCredentials credentials,
      List<EncryptedColumn> columns) {
    this.sql = sql;
    this.transaction = transaction;
    this.credentials = credentials;
    this.columns = List.copyOf(columns);
  }

  /**
   * @param done how many are under the current key now and were not before
   * @param unreadable where the others are: their key is not in the keyring, or they were changed
   */
  public record Result(String currentKey, int done, List<String> unreadable) {}

  public Result run() {
    int done = 0;
    List<String> unreadable = new ArrayList<>();
    for (EncryptedColumn column : columns) {
      done += Rows.ofEveryTenant(() -> all(column, unreadable));
    }
    return new Result(credentials.currentKey(), done, List.copyOf(unreadable));
  }

  /** Again and again until none is left: a process with an older keyring may be writing, too. */
  private int all(EncryptedColumn column, List<String> unreadable) {
    int done = 0;
    Set<Object> failed = new HashSet<>();
    List<Place> left = left(column, failed);
    while (!left.isEmpty()) {
      for (Place place : left) {
        try {
          done += Boolean.TRUE.equals(transaction.execute(_ -> one(column, place))) ? 1 : 0;
        } catch (UnreadableCredential e) {
          failed.add(place.row());
          unreadable.add(column.table() + " " + place.row() + " of tenant " + place.tenantId());
          log.atError()
              .addKeyValue("tenantId", place.tenantId())
              .addKeyValue("table", column.table())
              .addKeyValue("row", place.row())
              .addKeyValue("why", e.getMessage())
              .log("stored credential unreadable");
        }
      }
      left = left(column, failed);
    }
    return done;
  }

  private List<Place> left(EncryptedColumn column, Set<Object> failed) {
    return sql
        .sql(
            """
            select %1$s, %4$s from %2$s
              where %3$s is not null and split_part(%3$s, ':', 1) <> :current
              order by 2, 1 limit :most
            """
                .formatted(column.key(), column.table(), column.column(), column.owner()))
        .param("current", credentials.currentKey())
        .param("most", AT_ONCE + failed.size())
        .query((row, n) -> new Place(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
        .list()
        .stream()
        .filter(place -> !failed.contains(place.row()))
        .toList();
  }

  private boolean one(EncryptedColumn column, Place place) {
    sql.sql("select 1 from tenant where tenant_id = ? for update")
        .param(place.tenantId())
        .query(Integer.class)
        .optional();
    List<String> stored =
        sql.sql(
                "select %s from %s where %s = ? and %s = ? for update"
                    .formatted(column.column(), column.table(), column.owner(), column.key()))
            .params(place.tenantId(), place.row())
            .query((row, n) -> String.valueOf(row.getString(1)))
            .list();
    if (stored.isEmpty() || !credentials.isOfAnOlderKey(stored.getFirst())) {
      return false; // gone, removed, or saved anew meanwhile
    }
    String where = column.place(place.row());
    ClientSecret credential = credentials.decrypt(stored.getFirst(), place.tenantId(), where);
    sql.sql(
            "update %s set %s = ? where %s = ? and %s = ?"
                .formatted(column.table(), column.column(), column.owner(), column.key()))
        .params(
            credentials.encrypt(credential, place.tenantId(), where), place.tenantId(), place.row())
        .update();
    return true;
  }

  private record Place(UUID row, UUID tenantId) {}
}
