package io.keyturn.embedded.entra;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Codes and refresh tokens that have been handed out. Not kept over a restart. */
final class Grants {

  static final Duration CODE_LIFE = Duration.ofMinutes(10);

  /** What a person agreed to at the authorize endpoint. */
  record Code(
      Person person,
      String clientId,
      String redirectUri,
      String scope,
      String nonce,
      String challenge,
      String challengeMethod,
      Instant until) {

    /** Whether that verifier belongs to the challenge (RFC 7636, 4.6). */
    boolean answeredBy(String verifier) {
      return challenge.equals(challengeMethod.equals("plain") ? verifier : sha256(verifier));
    }

    private static String sha256(String verifier) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  record Refresh(Person person, String clientId, String scope) {}

  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();

  String issue(Code code) {
    String value = "1." + UUID.randomUUID();
    codes.put(value, code);
    return value;
  }

  /** A code works once. */
  Optional<Code> redeem(String value) {
    return Optional.ofNullable(codes.remove(value));
  }

  String issue(Refresh refresh) {
    String value = "1.r." + UUID.randomUUID();
    refreshTokens.put(value, refresh);
    return value;
  }

  Optional<Refresh> refresh(String value) {
    return Optional.ofNullable(refreshTokens.get(value));
  }
}
