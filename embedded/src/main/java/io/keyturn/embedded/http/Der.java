package io.keyturn.embedded.http;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The little of ASN.1 DER that a certificate needs (X.690). */
final class Der {

  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  // RFC 5280, 4.1.2.5: dates through 2049 are UTCTime, later ones GeneralizedTime.
  private static final Instant FIRST_GENERALIZED = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(0x30, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(0x31, parts);
  }

  /** A context-specific, constructed tag such as {@code [0]}. */
  static byte[] explicit(int number, byte[]... parts) {
    return tagged(0xA0 | number, parts);
  }

  /** A context-specific, primitive tag such as a DNS name in subjectAltName. */
  static byte[] implicit(int number, byte[] content) {
    return tagged(0x80 | number, content);
  }

  static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  static byte[] trueValue() {
    return tagged(0x01, new byte[] {(byte) 0xFF});
  }

  /** NULL, which RSA's algorithm identifiers have for parameters. */
  static byte[] nothing() {
    return tagged(0x05);
  }

  static byte[] octets(byte[] content) {
    return tagged(0x04, content);
  }

  static byte[] bits(int unused, byte[] content) {
    return tagged(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] utf8(String text) {
    return tagged(0x0C, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    boolean generalized = !instant.isBefore(FIRST_GENERALIZED);
    String text = (generalized ? GENERALIZED_TIME : UTC_TIME).format(instant);
    return tagged(generalized ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] oid(int... arcs) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arcs[i] >>> shift != 0) {
          content.write(0x80 | (arcs[i] >>> shift & 0x7F));
        }
      }
      content.write(arcs[i] & 0x7F);
    }
    return tagged(0x06, content.toByteArray());
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length < 0x80) {
      whole.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int skip = digits[0] == 0 ? 1 : 0;
      whole.write(0x80 | digits.length - skip);
      whole.write(digits, skip, digits.length - skip);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
