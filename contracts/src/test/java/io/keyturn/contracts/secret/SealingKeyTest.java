package io.keyturn.contracts.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SealingKeyTest {

  private static final ClientSecret SECRET = ClientSecret.of("canary-[6g]@+:~é");

  @Test
  void onlyTheReceiverOpensIt() {
    SealingKey receiver = SealingKey.generate();
    SealedSecret sealed = SealingKey.seal(SECRET, receiver.publicKey(), "t1|contoso");

    assertThat(receiver.open(sealed, "t1|contoso")).isEqualTo(SECRET);
    assertThatThrownBy(() -> SealingKey.generate().open(sealed, "t1|contoso"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(JsonMapper.shared().writeValueAsString(sealed)).doesNotContain("canary");
  }

  @Test
  void whatIsSealedForOneTenantDoesNotOpenForAnother() {
    SealingKey receiver = SealingKey.generate();
    SealedSecret sealed = SealingKey.seal(SECRET, receiver.publicKey(), "t1|contoso");

    assertThatThrownBy(() -> receiver.open(sealed, "t2|contoso"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyChangedByteIsNoticed() {
    SealingKey receiver = SealingKey.generate();
    SealedSecret sealed = SealingKey.seal(SECRET, receiver.publicKey(), "c");
    byte[] bytes = Base64.getDecoder().decode(sealed.ciphertext());
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      SealedSecret forged =
          new SealedSecret(sealed.encapsulation(), Base64.getEncoder().encodeToString(changed));
      assertThatThrownBy(() -> receiver.open(forged, "c"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    assertThatThrownBy(() -> SealingKey.seal(SECRET, "AAAA", "c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SealingKey.seal(SECRET, "%%%", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOfSmallOrderIsRefused() {
    byte[] encoded = Base64.getUrlDecoder().decode(SealingKey.generate().publicKey());
    java.util.Arrays.fill(encoded, encoded.length - 32, encoded.length, (byte) 0);
    String zero = Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);

    assertThatThrownBy(() -> SealingKey.seal(SECRET, zero, "c"))
        .isInstanceOf(IllegalArgumentException.class);

    SealingKey receiver = SealingKey.generate();
    SealedSecret sealed = SealingKey.seal(SECRET, receiver.publicKey(), "c");
    SealedSecret forged =
        new SealedSecret(Base64.getEncoder().encodeToString(new byte[32]), sealed.ciphertext());
    assertThatThrownBy(() -> receiver.open(forged, "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretDoesNotPrintItself() {
    assertThat(SECRET.toString()).doesNotContain("canary");
    assertThat(String.valueOf(new Object[] {SECRET}[0])).doesNotContain("canary");
    assertThat(SECRET.fingerprint()).hasSize(12);
    assertThatThrownBy(() -> ClientSecret.of("  ")).isInstanceOf(IllegalArgumentException.class);
  }
}
