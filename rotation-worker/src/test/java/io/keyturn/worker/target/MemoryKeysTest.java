package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.contoso.TurnedClock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryKeysTest {

  private static final SecretLocation SECRET =
      new SecretLocation("https://contoso.vault.azure.net", "worker");
  private static final UUID PROJECT = UUID.randomUUID();
  private static final UUID CONNECTION = UUID.randomUUID();

  private final TurnedClock clock = new TurnedClock();
  private final Memory memory =
      new Memory(new MemoryProperties(Duration.ofMinutes(1), Duration.ofMinutes(5), 100), clock);

  @Test
  @DisplayName("FAULT-23: what is known of one tenant is not known of another")
  void tenants() {
    keep("contoso");
    memory.administratorOf(at("contoso"), () -> Attempt.succeeded(Optional.of("Group")));

    assertThat(memory.secret("fabrikam", SECRET, MemoryKeysTest::asked)).isEqualTo(asked());
    assertThat(memory.administratorOf(at("fabrikam"), MemoryKeysTest::asked)).isEqualTo(asked());
    assertThat(memory.secret("contoso", SECRET, MemoryKeysTest::asked)).isNotEqualTo(asked());
  }

  @Test
  void aClientSecretIsReadAnewAfterItsTime() {
    keep("contoso");
    clock.turn(Duration.ofMinutes(5).plusMillis(1));

    assertThat(memory.secret("contoso", SECRET, MemoryKeysTest::asked)).isEqualTo(asked());
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGN_IN_REFUSED", "TOKEN_INVALID_OR_EXPIRED", "CLIENT_SECRET_EXPIRED"})
  void aSignInThatIsRefusedIsForgotten(Reason reason) {
    keep("contoso");

    memory.heed("contoso", SECRET, Attempt.refused(reason, "no"));

    assertThat(memory.secret("contoso", SECRET, MemoryKeysTest::asked)).isEqualTo(asked());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NOT_AN_ADMINISTRATOR", "ACCESS_FORBIDDEN", "CONNECTION_ADMINISTRATION_DENIED"})
  void anAdministratorWhoIsRefusedIsForgotten(Reason reason) {
    memory.administratorOf(at("contoso"), () -> Attempt.succeeded(Optional.of("Group")));
    memory.mayAdminister(at("contoso"), () -> Attempt.succeeded(true));

    memory.heed(at("contoso"), Attempt.refused(reason, "no"));

    assertThat(memory.administratorOf(at("contoso"), MemoryKeysTest::asked)).isEqualTo(asked());
    assertThat(memory.mayAdminister(at("contoso"), MemoryKeysTest::asked)).isEqualTo(asked());
  }

  private void keep(String tenant) {
    memory.secret(tenant, SECRET, () -> Attempt.succeeded(ClientSecret.of("canary-known")));
  }

  private static Memory.Connection at(String tenant) {
    return new Memory.Connection(tenant, "organization", "worker", PROJECT, CONNECTION);
  }

  /** What nobody remembers. */
  private static <T> Attempt<T> asked() {
    return Attempt.retryLater(Reason.UNREACHABLE, "asked");
  }
}
