package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

@DisplayName("azure.ca-certificate: where the keys of access tokens are fetched")
class EntraTokensTest {

  private static final String TENANT = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e01";
  private static final String CLIENT = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e02";
  private static final String OBJECT = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e03";

  @TempDir private Path directory = Path.of("");

  @Test
  void anAuthorityOfTheFileIsTrustedAndNoOther() throws Exception {
    try (EmbeddedAzure azure = EmbeddedAzure.start()) {
      azure.entra().addTenant(new Tenant(TENANT, "Contoso", "contoso.onmicrosoft.com"));
      azure.entra().addApplication(Application.of(TENANT, OBJECT, CLIENT, "Shop"));
      String authority = azure.settings().getOrDefault("azure.authority-host", "");
      String token = azure.entra().applicationToken(TENANT, CLIENT, CLIENT);

      JwtDecoder trusting = decoder(authority, azure.caCertificate().toString());
      JwtDecoder strange = decoder(authority, "");

      assertThat(trusting.decode(token).getClaimAsString("tid")).isEqualTo(TENANT);
      assertThatThrownBy(() -> strange.decode(token))
          .isInstanceOf(JwtException.class)
          .hasMessageContaining("PKIX path building failed");
    }
  }

  @Test
  void aFileWithoutCertificatesStopsTheStart() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path none = directory.resolve("none.pem");

    for (Path wrong : List.of(empty, none)) {
      assertThatThrownBy(() -> decoder("https://localhost:1", wrong.toString()))
          .hasMessageContaining(wrong.toString());
    }
  }

  private static JwtDecoder decoder(String authority, String caCertificate) throws Exception {
    return EntraTokens.decoder(authority, caCertificate, "", "", List.of(CLIENT));
  }
}
