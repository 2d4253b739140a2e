package io.keyturn.settings.encryption;

import io.keyturn.contracts.secret.ClientSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns a credential into what a column may hold, and back: {@code <key id>:<base64 of nonce,
 * ciphertext and tag>}, AES-256-GCM.
 *
 * <p>Key id, tenant and column are authenticated with it: a value copied to another tenant's row or
 * to another column does not open there.
 */
public final class StoredCredentials {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Keyring keyring;
  private final SecureRandom random = new SecureRandom();

  StoredCredentials(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * @param column where it will be stored, with the row's id where a tenant has several rows
   */
  public String encrypt(ClientSecret credential, UUID tenantId, String column) {
    String keyId = keyring.currentId();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          crypt(
              Cipher.ENCRYPT_MODE,
              keyring.key(keyId).orElseThrow(),
              nonce,
              place(keyId, tenantId, column),
              credential.reveal().getBytes(StandardCharsets.UTF_8));
      byte[] framed =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return keyId + ":" + Base64.getEncoder().encodeToString(framed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot encrypt with AES-256-GCM", e);
    }
  }

  /**
   * The first 12 hex digits of an HMAC under the current key: tells two credentials of one tenant
   * apart for a person. A plain hash could be tried against guesses by whoever reads answers.
   */
  public String fingerprint(ClientSecret credential, UUID tenantId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // A key of its own, so that no key serves two algorithms.
      mac.init(keyring.key(keyring.currentId()).orElseThrow());
      byte[] own = mac.doFinal("keyturn fingerprint".getBytes(StandardCharsets.UTF_8));
      mac.init(new SecretKeySpec(own, "HmacSHA256"));
      mac.update((tenantId + "\n").getBytes(StandardCharsets.UTF_8));
      byte[] whole = mac.doFinal(credential.reveal().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, 6);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
    }
  }

  /**
   * @throws UnreadableCredential when its key is not in the keyring, or it was changed or moved
   */
  public ClientSecret decrypt(String stored, UUID tenantId, String column) {
    int colon = stored.indexOf(':');
    String keyId = colon < 0 ? "" : stored.substring(0, colon);
    SecretKey key =
        keyring
            .key(keyId)
            .orElseThrow(() ->
                new UnreadableCredential("its key " + keyId + " is not listed in " + Keyring.KEYS));
    try {
      ByteBuffer framed = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(colon + 1)));
      if (framed.remaining() < NONCE_BYTES) {
        throw new UnreadableCredential("it is not whole");
      }
      byte[] nonce = new byte[NONCE_BYTES];
      framed.get(nonce);
      byte[] sealed = new byte[framed.remaining()];
      framed.get(sealed);
      byte[] clear = crypt(Cipher.DECRYPT_MODE, key, nonce, place(keyId, tenantId, column), sealed);
      return ClientSecret.of(new String(clear, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableCredential("it was changed, or belongs to another row");
    }
  }

  /** As {@link #encrypt}, for bytes that a credential is a part of. */
  public String seal(byte[] content, UUID tenantId, String column) {
    return encrypt(ClientSecret.of(Base64.getEncoder().encodeToString(content)), tenantId, column);
  }

  /**
   * What was sealed.
   *
   * @throws UnreadableCredential as {@link #decrypt}
   */
  public byte[] open(String sealed, UUID tenantId, String column) {
    try {
      return Base64.getDecoder().decode(decrypt(sealed, tenantId, column).reveal());
    } catch (IllegalArgumentException e) {
      throw new UnreadableCredential("it was sealed by something else");
    }
  }

  String currentKey() {
    return keyring.currentId();
  }

  boolean isOfAnOlderKey(String stored) {
    return !stored.startsWith(keyring.currentId() + ":");
  }

  private static byte[] crypt(int mode, SecretKey key, byte[] nonce, byte[] place, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place);
    return cipher.doFinal(input);
  }

  // None of the parts can hold a line break, so no two places read alike.
  private static byte[] place(String keyId, UUID tenantId, String column) {
    return (keyId + "\n" + tenantId + "\n" + column).getBytes(StandardCharsets.UTF_8);
  }

  /** A stored credential that cannot be read any more: a person must look now. */
  public static final class UnreadableCredential extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableCredential(String why) {
      super("a stored credential cannot be read: " + why);
    }
  }
}
