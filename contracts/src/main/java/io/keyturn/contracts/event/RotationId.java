package io.keyturn.contracts.event;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A rotation is named after the event that started it: whoever sent the event knows the rotation's
 * id, and the same event told twice is the same rotation.
 */
public final class RotationId {

  private RotationId() {}

  /** The same source and id give the same rotation id, for ever. */
  public static UUID of(URI source, String eventId) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance("SHA-256")
              .digest((source + "\n" + eventId).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    // RFC 9562: version 8 is "made by a rule of our own", variant 10.
    long high = bytes.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
    long low = bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /** For an event that concerns several applications: each has a rotation of its own. */
  public static UUID of(URI source, String eventId, String tenantId, String applicationId) {
    return of(source, eventId + "\n" + Topics.key(tenantId, applicationId));
  }
}
