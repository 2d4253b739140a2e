package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublicAddressTest {

  @Test
  @DisplayName("D-13: the sandbox's Entra finds the issuer that tenant-settings names")
  void theSandboxIsAnIssuer() throws Exception {
    Stack stack = SharedStack.stack();
    PublicAddress address = stack.servers().demo().publicAddress();
    String issuer = address.issuer();

    String published;
    try (InputStream in =
        address
            .route(URI.create(issuer + "/.well-known/openid-configuration"))
            .toURL()
            .openStream()) {
      published = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(published).contains("\"" + issuer + "\"");
  }

  @Test
  void aChosenPortIsTheAddress() {
    PublicAddress chosen = new PublicAddress(8080);

    assertThat(chosen.issuer()).isEqualTo("http://localhost:8080");
    assertThat(chosen.route(URI.create("http://localhost:8080/x")))
        .isEqualTo(URI.create("http://localhost:8080/x"));
    assertThat(chosen.route(URI.create("https://elsewhere.example/x")))
        .isEqualTo(URI.create("https://elsewhere.example/x"));
  }
}
