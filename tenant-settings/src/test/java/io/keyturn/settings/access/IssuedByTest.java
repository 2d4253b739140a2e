package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedByTest {

  private static final String ENTRA = "https://login.microsoftonline.com";
  private static final UUID TENANT = UUID.randomUUID();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ENTRA + "/common/v2.0",
        ENTRA + "/organizations/v2.0",
        ENTRA + "/{tenantid}/v2.0"
      })
  void ofSeveralTenantsEachHasItsOwnIssuer(String issuerUri) {
    IssuedBy issuer = IssuedBy.of(ENTRA, issuerUri);

    assertThat(issuer.matches(ENTRA + "/" + TENANT + "/v2.0", TENANT)).isTrue();
    assertThat(issuer.matches(ENTRA + "/" + UUID.randomUUID() + "/v2.0", TENANT)).isFalse();
    assertThat(issuer.matches(ENTRA + "/common/v2.0", TENANT)).isFalse();
    assertThat(issuer.matches(ENTRA + ".evil.example/" + TENANT + "/v2.0", TENANT)).isFalse();
  }

  @Test
  void ofOneTenantOnlyThatOne() {
    IssuedBy issuer = IssuedBy.of(ENTRA, ENTRA + "/" + TENANT + "/v2.0");

    assertThat(issuer.matches(ENTRA + "/" + TENANT + "/v2.0", TENANT)).isTrue();
    UUID other = UUID.randomUUID();
    assertThat(issuer.matches(ENTRA + "/" + other + "/v2.0", other)).isFalse();
  }
}
