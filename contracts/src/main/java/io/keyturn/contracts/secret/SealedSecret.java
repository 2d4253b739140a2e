package io.keyturn.contracts.secret;

/**
 * A secret that only the holder of one private key can read: how a personal access token travels
 * from tenant-settings to the worker, so that no answer of an API ever holds it in the clear.
 *
 * @param encapsulation the sender's ephemeral X25519 share, Base64
 * @param ciphertext AES-256-GCM, nonce in front, Base64
 */
public record SealedSecret(String encapsulation, String ciphertext) {}
