package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SandboxTest {

  @Test
  void withoutACommandItIsTheDemo() {
    assertThat(Sandbox.withDefault(new String[0])).containsExactly("demo");
    assertThat(Sandbox.withDefault(new String[] {"--once"})).containsExactly("demo", "--once");
    assertThat(Sandbox.withDefault(new String[] {"serve"})).containsExactly("serve");
    assertThat(Sandbox.withDefault(new String[] {"--help"})).containsExactly("--help");
  }

  @Test
  void anUnknownOptionEndsWithUsageAndStatusTwo() {
    StringWriter errors = new StringWriter();
    CommandLine sandbox = new CommandLine(new Sandbox()).setErr(new PrintWriter(errors));

    assertThat(sandbox.execute("demo", "--twice")).isEqualTo(2);
    assertThat(errors.toString()).contains("--twice").contains("--once");
  }

  @Test
  void settingsBecomeEnvironmentVariablesTheWaySpringReadsThem() {
    assertThat(
            Settings.asEnvironment(
                java.util.Map.of(
                    "azure.devops-url", "https://localhost:1/devops",
                    "keyturn.encryption.keys.k1", "x")))
        .containsEntry("AZURE_DEVOPSURL", "https://localhost:1/devops")
        .containsEntry("KEYTURN_ENCRYPTION_KEYS_K1", "x");
  }
}
