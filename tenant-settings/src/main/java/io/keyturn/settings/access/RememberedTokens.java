package io.keyturn.settings.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Accepts the very same token again without checking its signature anew: the worker asks a thousand
 * times with one. A token is remembered by its SHA-256 and never as it is written, not beyond its
 * end, and not for longer than signing keys are used before they are fetched again. What was
 * refused is not remembered.
 */
final class RememberedTokens implements JwtDecoder {

  // As long as JWKSourceBuilder keeps a key set: a key that Entra withdraws signs in nobody after
  // twice that.
  private static final Duration AT_MOST = Duration.ofMinutes(5);
  private static final int MOST_TOKENS = 10_000;
  private static final String NOT_KEPT = "not-kept";

  private final JwtDecoder tokens;
  private final Clock clock;
  private final Map<ByteBuffer, Accepted> accepted =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Accepted> eldest) {
              return size() > MOST_TOKENS;
            }
          });

  RememberedTokens(JwtDecoder tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Jwt decode(String token) {
    ByteBuffer digest = digest(token);
    Instant now = clock.instant();
    @Nullable Accepted known = accepted.get(digest);
    if (known != null && now.isBefore(known.until)) {
      return withText(token, known.jwt);
    }
    Jwt jwt = tokens.decode(token);
    Instant end = jwt.getExpiresAt();
    if (end == null) {
      return jwt;
    }
    Instant latest = now.plus(AT_MOST);
    Jwt kept =
        Jwt.withTokenValue(NOT_KEPT)
            .headers(headers -> headers.putAll(jwt.getHeaders()))
            .claims(claims -> claims.putAll(jwt.getClaims()))
            .build();
    accepted.put(digest, new Accepted(kept, end.isBefore(latest) ? end : latest));
    return jwt;
  }

  /** As long as the request lasts: Azure DevOps is asked on behalf of whoever sent it. */
  private static Jwt withText(String token, Jwt kept) {
    return Jwt.withTokenValue(token)
        .headers(headers -> headers.putAll(kept.getHeaders()))
        .claims(claims -> claims.putAll(kept.getClaims()))
        .build();
  }

  int remembered() {
    return accepted.size();
  }

  private record Accepted(Jwt jwt, Instant until) {}

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
