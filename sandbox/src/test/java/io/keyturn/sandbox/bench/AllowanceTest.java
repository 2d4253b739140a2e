package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static final long SECOND = 1_000_000_000L;

  private final Allowance.Books books =
      new Allowance.Books(new Allowance(10, Duration.ofSeconds(5)));

  @Test
  void aPauseIsAskedForBeforeTheAllowanceIsUsedUpAndWhatComesBeyondIsRefused() {
    for (int call = 1; call <= 7; call++) {
      assertThat(books.spend("contoso", SECOND).headers()).doesNotContain("Retry-After");
    }
    Allowance.Granted eighth = books.spend("contoso", 2 * SECOND);

    assertThat(eighth.headers()).contains("Retry-After: 4\r\n", "X-RateLimit-Remaining: 2\r\n");
    assertThat(eighth.refused()).isFalse();
    books.spend("contoso", 2 * SECOND);
    assertThat(books.spend("contoso", 2 * SECOND).refused()).isFalse();
    assertThat(books.spend("contoso", 2 * SECOND).refused()).isTrue();
    assertThat(books.mostInAWindow()).isEqualTo(11);
  }

  @Test
  void aNewWindowAndAnotherOrganizationHaveTheirOwn() {
    for (int call = 1; call <= 10; call++) {
      books.spend("contoso", SECOND);
    }

    assertThat(books.spend("contoso", 6 * SECOND).refused()).isFalse();
    assertThat(books.spend("fabrikam", 2 * SECOND).headers()).contains("X-RateLimit-Remaining: 9");
    assertThat(books.mostInAWindow()).isEqualTo(10);
  }
}
