package io.keyturn.embedded.entra;

import java.time.Duration;
import java.time.Instant;
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
      Instant until) {}

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
