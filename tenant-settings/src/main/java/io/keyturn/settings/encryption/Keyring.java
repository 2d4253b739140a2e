package io.keyturn.settings.encryption;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that stored credentials are encrypted with. New ones are written with the current key;
 * older ones stay readable as long as their key is listed.
 *
 * <p>There is no key to fall back on: an installation that forgot its keyring must not start, for
 * what it would store then could be read by anybody who has this source.
 */
final class Keyring {

  static final String CURRENT = "keyturn.encryption.current-key";
  static final String KEYS = "keyturn.encryption.keys";
  private static final int KEY_BYTES = 32;
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9]{1,16}");

  private final String currentId;
  private final Map<String, SecretKey> keys;

  private Keyring(String currentId, Map<String, SecretKey> keys) {
    this.currentId = currentId;
    this.keys = keys;
  }

  /**
   * @param encoded the keys in Base64 by their id
   * @throws IllegalStateException saying which property is wrong, never what its value is
   */
  static Keyring of(@Nullable String currentId, Map<String, String> encoded) {
    if (currentId == null || currentId.isBlank()) {
      throw new IllegalStateException(
          CURRENT
              + " is not set: name the key that new credentials are encrypted with, for example"
              + " k1, and give it in "
              + KEYS
              + ".k1, or both in the file that "
              + KeyFile.FILE
              + " names (32 random bytes in Base64: openssl rand -base64 32)");
    }
    Map<String, SecretKey> keys = new HashMap<>();
    encoded.forEach((id, value) -> keys.put(id, key(id, value)));
    if (!keys.containsKey(currentId)) {
      throw new IllegalStateException(
          KEYS + "." + currentId + " is not set, but " + CURRENT + " names it");
    }
    return new Keyring(currentId, Map.copyOf(keys));
  }

  private static SecretKey key(String id, String value) {
    String property = KEYS + "." + id;
    if (!KEY_ID.matcher(id).matches()) {
      throw new IllegalStateException(
          property + ": a key's id is up to 16 lower-case letters and digits");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(value.strip());
    } catch (IllegalArgumentException e) {
      // Without the cause: its message shows characters of the key.
      throw new IllegalStateException(property + " is not Base64");
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalStateException(
          property + " must be 32 bytes in Base64, and has " + bytes.length + " bytes");
    }
    try {
      return new SecretKeySpec(bytes, "AES");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  String currentId() {
    return currentId;
  }

  Optional<SecretKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public String toString() {
    return "Keyring[current=" + currentId + ", keys=" + keys.keySet() + "]";
  }
}
