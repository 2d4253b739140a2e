package io.keyturn.contracts.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A key pair made anew in each process, to receive {@link SealedSecret}s with: DHKEM (X25519,
 * HKDF-SHA256, RFC 9180) agrees on a key, AES-256-GCM seals with it.
 *
 * <p>The context (who the secret is for) is authenticated: a secret sealed for one tenant does not
 * open as another's. It protects against reading along (proxies, traces, recorded answers); that
 * the worker asked is proven by its bearer token.
 */
public final class SealingKey {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final KeyPair pair;

  private SealingKey(KeyPair pair) {
    this.pair = pair;
  }

  public static SealingKey generate() {
    try {
      return new SealingKey(KeyPairGenerator.getInstance("X25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no X25519", e);
    }
  }

  /** The public half, X.509 encoded, Base64url without padding: fits in a header. */
  public String publicKey() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(pair.getPublic().getEncoded());
  }

  /**
   * Seals for the holder of the private half.
   *
   * @param publicKey as {@link #publicKey()} printed it
   * @throws IllegalArgumentException when it is not an X25519 public key
   */
  public static SealedSecret seal(ClientSecret secret, String publicKey, String context) {
    PublicKey receiver = parse(publicKey);
    try {
      KEM.Encapsulated shared =
          KEM.getInstance("DHKEM").newEncapsulator(receiver).encapsulate(0, 32, "AES");
      byte[] nonce = new byte[NONCE_BYTES];
      new SecureRandom().nextBytes(nonce);
      byte[] sealed =
          crypt(
              Cipher.ENCRYPT_MODE,
              shared.key(),
              nonce,
              context,
              secret.reveal().getBytes(StandardCharsets.UTF_8));
      byte[] framed =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      Base64.Encoder base64 = Base64.getEncoder();
      return new SealedSecret(
          base64.encodeToString(shared.encapsulation()), base64.encodeToString(framed));
    } catch (ProviderException e) {
      // A point of small order: agreed with it, the key would be known to everybody.
      throw new IllegalArgumentException("not a usable X25519 public key", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed: " + e.getClass().getSimpleName(), e);
    }
  }

  /**
   * @throws IllegalArgumentException when it was sealed for another key or context, or was changed
   */
  public ClientSecret open(SealedSecret sealed, String context) {
    try {
      byte[] encapsulation = Base64.getDecoder().decode(sealed.encapsulation());
      ByteBuffer framed = ByteBuffer.wrap(Base64.getDecoder().decode(sealed.ciphertext()));
      if (framed.remaining() < NONCE_BYTES) {
        throw new IllegalArgumentException("not a sealed secret");
      }
      byte[] nonce = new byte[NONCE_BYTES];
      framed.get(nonce);
      byte[] ciphertext = new byte[framed.remaining()];
      framed.get(ciphertext);
      SecretKey key =
          KEM.getInstance("DHKEM")
              .newDecapsulator(pair.getPrivate())
              .decapsulate(encapsulation, 0, 32, "AES");
      byte[] clear = crypt(Cipher.DECRYPT_MODE, key, nonce, context, ciphertext);
      return ClientSecret.of(new String(clear, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IllegalArgumentException(
          "the sealed secret does not open with this key in this context", e);
    }
  }

  private static byte[] crypt(int mode, SecretKey key, byte[] nonce, String context, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(input);
  }

  private static PublicKey parse(String publicKey) {
    try {
      byte[] encoded = Base64.getUrlDecoder().decode(publicKey);
      return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an X25519 public key", e);
    }
  }
}
