package io.keyturn.settings.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import io.keyturn.settings.rotation.OutputLineReader.Malformed;
import org.junit.jupiter.api.Test;

/** Whatever stands on {@code rotation-output}: it is a line or it is malformed. */
class HostileOutputTest {

  private static final String LINE =
      """
      {"rotationId":"1dfdea68-9549-409e-abee-c5da69cfec5f","tenantId":\
      "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10","applicationId":\
      "51c7d7e2-6a40-4cf8-8a3e-7b9f0c6f2a11","sequence":3,"at":"2026-11-21T09:00:00Z","step":\
      "UPDATE","binding":"d6245f20-2af8-44f4-9451-8107cb2767db","outcome":"SUCCEEDED","reason":\
      "THROTTLED","message":"Done.","durationMs":12,"secretExpiresOn":"2027-11-21T09:00:00Z",\
      "planned":{"steps":[{"step":"UPDATE","says":"x"}]}}\
      """;

  @Test
  void everyRecordIsALineOrIsMalformedAndIsNotQuoted() {
    OutputLineReader reader = new OutputLineReader();
    Rounds.of(
        1_000,
        hostile -> {
          byte[] value = hostile.form(LINE);
          try {
            reader.read(value);
            OutputLineReader.planned(value);
          } catch (Malformed e) {
            assertThat(e.toString()).doesNotContain(Hostile.CANARY);
          }
        });
  }
}
