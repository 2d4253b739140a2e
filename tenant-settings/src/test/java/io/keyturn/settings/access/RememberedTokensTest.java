package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {

  private final Hand clock = new Hand();
  private Duration life = Duration.ofHours(1);
  private int checked;
  private final RememberedTokens tokens = new RememberedTokens(this::check, clock);

  @Test
  void theSameTokenIsCheckedOnce() {
    Jwt first = tokens.decode("good");
    Jwt again = tokens.decode("good");

    assertThat(checked).isEqualTo(1);
    assertThat(again.getClaims()).isEqualTo(first.getClaims());
    assertThat(again.getClaimAsString("text")).isEqualTo("good");
  }

  @Test
  void aTokenThatDiffersInOneLetterIsCheckedItself() {
    tokens.decode("good");

    assertThat(tokens.decode("gooD").getClaimAsString("text")).isEqualTo("gooD");
    assertThat(checked).isEqualTo(2);
  }

  @Test
  void afterItsEndItIsCheckedAgain() {
    life = Duration.ofMinutes(2);
    tokens.decode("good");

    clock.now = clock.now.plus(Duration.ofMinutes(2));
    tokens.decode("good");

    assertThat(checked).isEqualTo(2);
  }

  @Test
  void afterTheKeysAreFetchedAnewItIsCheckedAgain() {
    tokens.decode("good");

    clock.now = clock.now.plus(Duration.ofMinutes(5)).minusMillis(1);
    tokens.decode("good");
    assertThat(checked).isEqualTo(1);

    clock.now = clock.now.plusMillis(1);
    tokens.decode("good");
    assertThat(checked).isEqualTo(2);
  }

  @Test
  void whatIsRefusedIsNotRemembered() {
    for (int time = 1; time <= 2; time++) {
      assertThatThrownBy(() -> tokens.decode("bad")).isInstanceOf(BadJwtException.class);
      assertThat(checked).isEqualTo(time);
    }
    assertThat(tokens.remembered()).isZero();
  }

  @Test
  void aRememberedTokenHasTheTextThatWasSent() {
    assertThat(tokens.decode("good").getTokenValue()).isEqualTo("good");
    assertThat(tokens.decode("good").getTokenValue()).as("remembered").isEqualTo("good");
  }

  @Test
  void manyTokensDoNotMakeItGrowForEver() {
    for (int i = 0; i < 11_000; i++) {
      tokens.decode("good" + i);
    }

    assertThat(tokens.remembered()).isEqualTo(10_000);
  }

  private Jwt check(String token) {
    checked++;
    if (token.equals("bad")) {
      throw new BadJwtException("no");
    }
    return Jwt.withTokenValue(token)
        .header("alg", "RS256")
        .claim("text", token)
        .expiresAt(clock.now.plus(life))
        .build();
  }

  private static final class Hand extends Clock {
    private Instant now = Instant.parse("2026-03-01T08:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
