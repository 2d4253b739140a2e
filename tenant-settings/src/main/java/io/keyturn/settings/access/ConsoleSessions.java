package io.keyturn.settings.access;

import io.keyturn.settings.encryption.EncryptedColumn;
import io.keyturn.settings.encryption.StoredCredentials;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.session.SessionRepository;

/**
 * The console's sessions, kept in PostgreSQL: each process of an installation knows them, and a
 * restart signs nobody out. A session holds an access token, so what it holds is encrypted; and of
 * its id, which opens it, only a hash is stored.
 */
final class ConsoleSessions implements SessionRepository<StoredSession> {

  private static final Logger log = LoggerFactory.getLogger(ConsoleSessions.class);
  // Of one in which nobody has signed in yet.
  private static final Duration SHORT = Duration.ofMinutes(30);

  private final JdbcClient sql;
  private final StoredCredentials credentials;
  private final Clock clock;

  ConsoleSessions(JdbcClient sql, StoredCredentials credentials, Clock clock) {
    this.sql = sql;
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public StoredSession createSession() {
    return new StoredSession(clock.instant(), clock.instant().plus(SHORT), clock);
  }

  @Override
  public void save(StoredSession session) {
    if (!session.changed()) {
      return;
    }
    if (!session.storedAs().equals(session.getId())) {
      deleteById(session.storedAs());
    }
    if (session.isNew()) {
      sql.sql("delete from console_session where expires_at < ?")
          .param(at(clock.instant()))
          .update();
    }
    UUID row = row(session.getId());
    String content =
        credentials.seal(bytes(session.attributes()), EncryptedColumn.INSTALLATION, column(row));
    if (session.isNew() || !session.storedAs().equals(session.getId())) {
      sql.sql(
              "insert into console_session (id, content, created_at, expires_at)"
                  + " values (?, ?, ?, ?)")
          .params(row, content, at(session.getCreationTime()), at(session.expiresAt()))
          .update();
    } else {
      // Not where it is gone: a slow request does not bring back who has signed out meanwhile.
      sql.sql("update console_session set content = ?, expires_at = ? where id = ?")
          .params(content, at(session.expiresAt()), row)
          .update();
    }
    session.stored();
  }

  @Override
  public @Nullable StoredSession findById(String id) {
    UUID row = row(id);
    return sql.sql("select content, created_at, expires_at from console_session where id = ?")
        .param(row)
        .query((found, n) ->
            read(
                id,
                row,
                found.getString(1),
                found.getObject(2, OffsetDateTime.class).toInstant(),
                found.getObject(3, OffsetDateTime.class).toInstant()))
        .optional()
        .flatMap(it -> it)
        .filter(it -> !it.isExpired())
        .orElse(null);
  }

  @Override
  public void deleteById(String id) {
    sql.sql("delete from console_session where id = ?").param(row(id)).update();
  }

  /** Empty where it cannot be read any more: then its person signs in again. */
  private Optional<StoredSession> read(
      String id, UUID row, String content, Instant created, Instant expires) {
    try {
      byte[] opened = credentials.open(content, EncryptedColumn.INSTALLATION, column(row));
      return Optional.of(new StoredSession(id, attributes(opened), created, expires, clock));
    } catch (UnreadableCredential | IOException | ClassNotFoundException e) {
      // Its key is gone, or a newer version of this application wrote it.
      log.atWarn().addKeyValue("why", e.getMessage()).log("console session unreadable");
      return Optional.empty();
    }
  }

  private static String column(UUID row) {
    return "console_session.content/" + row;
  }

  /** Half of a SHA-256: enough against guessing an id of 122 random bits. */
  private static UUID row(String id) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static byte[] bytes(Map<String, Object> attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new HashMap<>(attributes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  // Only what this installation itself encrypted comes this far.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> attributes(byte[] bytes)
      throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Map<String, Object>) in.readObject();
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
