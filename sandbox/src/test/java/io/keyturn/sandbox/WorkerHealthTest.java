package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkerHealthTest {

  @Test
  @DisplayName("D-14: a running worker tells which hosts of Azure it reaches")
  void theHostsAreNamed() throws Exception {
    String address =
        SharedStack.stack().applications().managementUrls().getLast() + "/health/azure";

    String told;
    try (InputStream in = URI.create(address).toURL().openStream()) {
      told = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(told)
        .contains("\"UP\"", "azure-devops", "azure-devops-identity", "entra")
        .contains("localhost:" + SharedStack.stack().servers().azure().port() + " answers.");
  }
}
