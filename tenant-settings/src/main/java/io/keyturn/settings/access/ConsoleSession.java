package io.keyturn.settings.access;

import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in to the console in this browser. The token never leaves the server, but encrypted
 * to the database; it stands for the person where the console calls the API.
 */
public final class ConsoleSession implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final String ATTRIBUTE = ConsoleSession.class.getName();

  private final String name;
  private final String userName;
  private final String accessToken;
  private final Instant expiresAt;

  /**
   * @param expiresAt when the token ends, and the session with it
   */
  ConsoleSession(String name, String userName, String accessToken, Instant expiresAt) {
    this.name = name;
    this.userName = userName;
    this.accessToken = accessToken;
    this.expiresAt = expiresAt;
  }

  public static Optional<ConsoleSession> of(@Nullable HttpSession session) {
    return session != null && session.getAttribute(ATTRIBUTE) instanceof ConsoleSession found
        ? Optional.of(found)
        : Optional.empty();
  }

  void keepIn(HttpSession session) {
    session.setAttribute(ATTRIBUTE, this);
  }

  /** The display name. */
  public String name() {
    return name;
  }

  public String userName() {
    return userName;
  }

  /** As the header {@code Authorization} carries it. */
  public String authorization() {
    return "Bearer " + accessToken;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public String toString() {
    return "ConsoleSession[hidden]";
  }
}
