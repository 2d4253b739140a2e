package io.keyturn.settings.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ulisesbocchio.jasyptspringbootstarter.JasyptSpringBootAutoConfiguration;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("A-07, decision 10: encryption at rest")
class KeyringTest {

  private static final String K1 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String K2 = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
  private static final UUID TENANT = UUID.randomUUID();
  private static final ClientSecret SECRET = ClientSecret.of("canary");

  @Test
  void whatWasEncryptedOpensInItsOwnPlaceOnly() {
    StoredCredentials credentials = credentials("k1", Map.of("k1", K1));

    String stored = credentials.encrypt(SECRET, TENANT, "column");

    assertThat(stored).startsWith("k1:").doesNotContain("canary");
    assertThat(credentials.encrypt(SECRET, TENANT, "column")).isNotEqualTo(stored);
    assertThat(credentials.decrypt(stored, TENANT, "column")).isEqualTo(SECRET);
    unreadable(credentials, stored, UUID.randomUUID(), "column");
    unreadable(credentials, stored, TENANT, "other");
  }

  @Test
  void everyChangedByteIsNoticed() {
    StoredCredentials credentials = credentials("k1", Map.of("k1", K1));
    byte[] stored =
        Base64.getDecoder().decode(credentials.encrypt(SECRET, TENANT, "column").substring(3));

    for (int i = 0; i < stored.length; i++) {
      byte[] changed = stored.clone();
      changed[i] ^= 1;
      unreadable(
          credentials, "k1:" + Base64.getEncoder().encodeToString(changed), TENANT, "column");
    }
    for (String broken : new String[] {"", "k1:", "k1:AAAA", "k1:***", "canary", "k9:AAAA"}) {
      unreadable(credentials, broken, TENANT, "column");
    }
  }

  @Test
  void anOlderKeyStaysReadableWhileItIsListed() {
    String old = credentials("k1", Map.of("k1", K1)).encrypt(SECRET, TENANT, "column");

    StoredCredentials both = credentials("k2", Map.of("k1", K1, "k2", K2));

    assertThat(both.decrypt(old, TENANT, "column")).isEqualTo(SECRET);
    assertThat(both.encrypt(SECRET, TENANT, "column")).startsWith("k2:");
    unreadable(credentials("k2", Map.of("k2", K2)), old, TENANT, "column");
    // The key's id is authenticated, too.
    unreadable(
        credentials("k2", Map.of("k1", K1, "k2", K1)), "k2" + old.substring(2), TENANT, "column");
  }

  @ParameterizedTest
  @CsvSource({
    "'',   k1, " + K1 + ", keyturn.encryption.current-key is not set",
    "k2,   k1, " + K1 + ", keyturn.encryption.keys.k2 is not set",
    "k1,   k1, c2hvcnQ=, 'keyturn.encryption.keys.k1 must be 32 bytes'",
    "k1,   k1, canary*, keyturn.encryption.keys.k1 is not Base64",
    "k1,   K_1, " + K1 + ", keyturn.encryption.keys.K_1: a key's id"
  })
  void aKeyringThatIsNotWholeStopsTheStart(String current, String id, String key, String message) {
    assertThatThrownBy(() -> Keyring.of(current, Map.of(id, key)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("canary")
        .hasNoCause();
  }

  @Test
  void theKeyringDoesNotPrintItsKeys() {
    assertThat(Keyring.of("k1", Map.of("k1", K1))).asString().contains("k1").doesNotContain(K1);
  }

  @Test
  @DisplayName("Decision 10: the keyring itself may be protected by Jasypt")
  void aProtectedPropertyIsDecrypted() {
    StandardPBEStringEncryptor jasypt = new StandardPBEStringEncryptor();
    jasypt.setAlgorithm("PBEWITHHMACSHA512ANDAES_256");
    jasypt.setIvGenerator(new RandomIvGenerator());
    jasypt.setPassword("installation-password");
    String written = credentials("k1", Map.of("k1", K1)).encrypt(SECRET, TENANT, "column");

    try (ConfigurableApplicationContext context =
        start(
            "--jasypt.encryptor.password=installation-password",
            "--keyturn.encryption.current-key=k1",
            "--keyturn.encryption.keys.k1=ENC(" + jasypt.encrypt(K1) + ")")) {

      assertThat(context.getBean(StoredCredentials.class).decrypt(written, TENANT, "column"))
          .isEqualTo(SECRET);
    }
  }

  @Test
  void withoutAKeyringTheApplicationDoesNotStart() {
    assertThatThrownBy(() -> start().close())
        .rootCause()
        .hasMessageStartingWith("keyturn.encryption.current-key is not set");
  }

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(
            EncryptionSetup.class, JasyptSpringBootAutoConfiguration.class)
        .web(WebApplicationType.NONE)
        .properties("spring.config.name=none", "spring.main.banner-mode=off")
        .run(arguments);
  }

  private static StoredCredentials credentials(String current, Map<String, String> keys) {
    return new StoredCredentials(Keyring.of(current, keys));
  }

  private static void unreadable(
      StoredCredentials credentials, String stored, UUID tenantId, String column) {
    assertThatThrownBy(() -> credentials.decrypt(stored, tenantId, column))
        .isInstanceOf(UnreadableCredential.class)
        .hasMessageNotContaining("canary");
  }
}
