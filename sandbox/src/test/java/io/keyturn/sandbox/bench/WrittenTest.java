package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrittenTest {

  private final Written written = new Written();

  @Test
  void theSameVersionTwiceIsADuplicate() {
    written.update(1, 2);
    written.update(1, 2);

    assertThat(written.duplicates()).isEqualTo(1);
    assertThat(written.outOfOrder()).isZero();
  }

  @Test
  void anOlderVersionAfterANewerOneIsOutOfOrderEvenAfterTheCountsWereReset() {
    written.update(1, 3);
    written.resetCounts();
    written.update(1, 2);

    assertThat(written.outOfOrder()).isEqualTo(1);
    assertThat(written.updates()).isEqualTo(1);
  }

  @Test
  void versionsInTheirOrderAndOtherApplicationsAreFine() {
    written.update(1, 2);
    written.update(2, 2);
    written.update(1, 3);

    assertThat(written.duplicates() + written.outOfOrder()).isZero();
  }
}
