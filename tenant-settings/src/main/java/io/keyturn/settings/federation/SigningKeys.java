package io.keyturn.settings.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.EncryptedColumn;
import io.keyturn.settings.encryption.StoredCredentials;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The keys that Keyturn signs with as an issuer, of the whole installation. They renew themselves
 * where they are used: the first use makes the first key, and a use of one that is old enough makes
 * the next, which is published for a while before it signs.
 */
@Component
class SigningKeys {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
  private static final int BITS = 2048;

  private final JdbcClient sql;
  private final TransactionOperations transaction;
  private final StoredCredentials credentials;
  private final FederationProperties federation;
  private final Clock clock;

  SigningKeys(
      JdbcClient sql,
      TransactionOperations transaction,
      StoredCredentials credentials,
      FederationProperties federation,
      Clock clock) {
    this.sql = sql;
    this.transaction = transaction;
    this.credentials = credentials;
    this.federation = federation;
    this.clock = clock;
  }

  private record Row(UUID id, String encrypted, String publicKey, Instant madeAt) {}

  /** What whoever checks our signatures has to know, in the form of RFC 7517. */
  List<RSAKey> published() {
    List<Row> all = all();
    Instant now = clock.instant();
    return all.stream()
        .filter(row -> !over(row, all, now))
        .map(row -> read(row.publicKey))
        .toList();
  }

  /**
   * The private key to sign with now.
   *
   * @throws StoredCredentials.UnreadableCredential when the keyring does not open it
   */
  RSAKey signing() {
    List<Row> all = all();
    Instant now = clock.instant();
    if (due(all, now)) {
      all = renewed();
    }
    Instant knownEverywhere = now.minus(federation.publishAhead());
    Row row =
        all.reversed().stream()
            .filter(it -> !it.madeAt.isAfter(knownEverywhere))
            .findFirst()
            .orElse(all.getFirst()); // the first one of all: nobody has a copy without it
    return read(opened(row));
  }

  /** By one process: whoever waited for the lock finds the new key and makes none. */
  private List<Row> renewed() {
    return java.util.Objects.requireNonNull(
        transaction.execute(_ -> {
          sql.sql("lock table signing_key in share row exclusive mode").update();
          List<Row> before = all();
          Instant now = clock.instant();
          if (!due(before, now)) {
            return before;
          }
          before.stream().filter(row -> over(row, before, now)).forEach(this::delete);
          make(now);
          return all();
        }));
  }

  private boolean due(List<Row> all, Instant now) {
    return all.isEmpty() || !all.getLast().madeAt.plus(federation.renewKeys()).isAfter(now);
  }

  /** Whether a newer one has signed for so long that nothing signed with this one is of use. */
  private boolean over(Row row, List<Row> all, Instant now) {
    Duration ahead = federation.publishAhead();
    return all.stream()
        .filter(other -> other.madeAt.isAfter(row.madeAt))
        .anyMatch(newer -> !newer.madeAt.plus(ahead).plus(ahead).isAfter(now));
  }

  private void make(Instant now) {
    UUID id = UUID.randomUUID();
    try {
      RSAKey key =
          new RSAKeyGenerator(BITS)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyID(id.toString())
              .generate();
      sql.sql("insert into signing_key (id, private_key, public_key, made_at) values (?, ?, ?, ?)")
          .params(
              id,
              credentials.encrypt(
                  ClientSecret.of(key.toJSONString()), EncryptedColumn.INSTALLATION, place(id)),
              key.toPublicJWK().toJSONString(),
              now.atOffset(ZoneOffset.UTC))
          .update();
    } catch (JOSEException e) {
      throw new IllegalStateException("this JDK makes no RSA keys", e);
    }
    log.atInfo().addKeyValue("signingKey", id).log("signing key made");
  }

  private void delete(Row row) {
    sql.sql("delete from signing_key where id = ?").param(row.id).update();
  }

  private List<Row> all() {
    return sql.sql("select id, private_key, public_key, made_at from signing_key order by made_at")
        .query((row, n) ->
            new Row(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant()))
        .list();
  }

  private String opened(Row row) {
    return credentials.decrypt(row.encrypted, EncryptedColumn.INSTALLATION, place(row.id)).reveal();
  }

  private static RSAKey read(String key) {
    try {
      return RSAKey.parse(key);
    } catch (ParseException e) {
      // Without the cause: its message may quote the key.
      throw new IllegalStateException("a stored signing key is no RSA key");
    }
  }

  private static String place(UUID id) {
    return "signing_key.private_key/" + id;
  }
}
