package io.keyturn.settings.api;

import io.keyturn.contracts.api.DevOpsSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** Names one state of something: what is shown differently has another tag (RFC 9110, 8.8.3). */
final class EntityTag {

  private static final int BYTES = 16;

  private EntityTag() {}

  /**
   * @param answer what a GET of it answers; every process gives the same answer the same tag
   */
  static String of(Object answer) {
    if (answer instanceof DevOpsSettings settings && !settings.equals(settings.asStored())) {
      // A verification changes what is shown of a token, and no edit has to be done again for it.
      return of(settings.asStored());
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(JsonMapper.shared().writeValueAsBytes(answer));
      return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
