package io.keyturn.embedded.devops;

import java.util.UUID;

/** Security identifiers of groups, in the form that recorded answers show. */
final class Sid {

  private static final String AUTHORITY = "S-1-9-1551374245";

  /** The constant middle of every Entra group's SID. */
  private static final String ENTRA = AUTHORITY + "-1204400969-2402986413-2179408616-3";

  private Sid() {}

  /** Built-in groups: the tail tells which, {@code 0-0-0-0-1} are the administrators. */
  static String wellKnown(String scopeId, String tail) {
    return AUTHORITY + "-" + numbers(scopeId) + "-" + tail;
  }

  static String ordinary(String scopeId, String groupId) {
    return AUTHORITY + "-" + numbers(scopeId) + "-1-" + numbers(groupId);
  }

  static String entra(String objectId) {
    return ENTRA + "-" + numbers(objectId);
  }

  private static String numbers(String guid) {
    UUID id = UUID.fromString(guid);
    return (id.getMostSignificantBits() >>> 32)
        + "-"
        + (id.getMostSignificantBits() & 0xFFFFFFFFL)
        + "-"
        + (id.getLeastSignificantBits() >>> 32)
        + "-"
        + (id.getLeastSignificantBits() & 0xFFFFFFFFL);
  }
}
