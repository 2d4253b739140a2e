package io.keyturn.contracts.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A secret on its way through this process: a client secret, a registry password, a personal access
 * token.
 *
 * <p>It cannot print itself, has no getter that a serializer would find and is not serializable.
 * Reading it is an act one can search for: {@link #reveal()}; an architecture test in each module
 * lists who may.
 */
public final class ClientSecret {

  private final String value;

  private ClientSecret(String value) {
    this.value = value;
  }

  /**
   * @throws IllegalArgumentException when the value is blank: an empty secret written to a service
   *     connection would wipe the one that works
   */
  public static ClientSecret of(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a secret must not be blank");
    }
    return new ClientSecret(value);
  }

  /** The value in the clear. Only for the call that hands it to the system that needs it. */
  public String reveal() {
    return value;
  }

  /**
   * The first 12 hex digits of the value's SHA-256: enough to tell two generated secrets apart for
   * a person, too little to search for the value.
   */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ClientSecret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "ClientSecret[hidden]";
  }
}
