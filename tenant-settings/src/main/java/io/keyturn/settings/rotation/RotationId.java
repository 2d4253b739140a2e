package io.keyturn.settings.rotation;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A rotation's id follows from the event that asked for it, so that whoever sends the event can
 * tell it before the worker has seen it.
 */
final class RotationId {

  private RotationId() {}

  /** RFC 9562, version 8: the first 16 bytes of SHA-256 over source, line feed and id. */
  static UUID of(URI source, String eventId) {
    ByteBuffer digest = ByteBuffer.wrap(sha256(source + "\n" + eventId));
    long high = digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
    long low = digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
