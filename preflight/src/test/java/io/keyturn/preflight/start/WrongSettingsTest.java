package io.keyturn.preflight.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

class WrongSettingsTest {

  private final Environment environment = new StandardEnvironment();

  @Test
  void whatIsNoneOfOurChecksIsLeftToSpring() {
    WrongSettings wrong = new WrongSettings(environment);

    assertThat(wrong.analyze(new IllegalStateException(new IOException("x"))))
        .isNotNull(); // thrown here, in io.keyturn
    assertThat(wrong.analyze(catchThrowable(() -> Integer.parseInt("x")))).isNull();
  }

  @Test
  void springKnowsWhomToAsk() {
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                    FailureAnalyzer.class,
                    ArgumentResolver.of(Environment.class, environment),
                    (type, name, needsMore) -> {}))
        .hasAtLeastOneElementOfType(WrongSettings.class);
  }
}
