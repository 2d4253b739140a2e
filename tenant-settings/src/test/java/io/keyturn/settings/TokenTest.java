package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.keyturn.settings.Installation.Answer;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens sign in. */
class TokenTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @BeforeEach
  void settings() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
  }

  @Test
  void aTokenOfEntraSignsIn() {
    assertThat(read(token(claims -> claims)).status()).isEqualTo(200);
  }

  @Test
  void anIssuerOfAnotherTenantDoesNotSignIn() {
    // Its signature is good: one key set signs for every tenant.
    String issuer = installation.entra.authority() + "/" + UUID.randomUUID() + "/v2.0";

    refused(token(claims -> claims.issuer(issuer)));
    refused(token(claims -> claims.issuer(installation.entra.authority() + "/" + tenant.id + "/")));
    refused(token(claims -> claims.issuer("https://evil.example/" + tenant.id + "/v2.0")));
  }

  @Test
  void anotherAudienceDoesNotSignIn() {
    refused(token(claims -> claims.audience("00000003-0000-0000-c000-000000000000")));
    refused(token(claims -> claims.audience((String) null)));
  }

  @Test
  void aTokenOutOfItsTimeDoesNotSignIn() {
    Date past = Date.from(Instant.now().minusSeconds(600));
    Date future = Date.from(Instant.now().plusSeconds(600));

    refused(token(claims -> claims.expirationTime(past)));
    refused(token(claims -> claims.notBeforeTime(future)));
    refused(token(claims -> claims.expirationTime(null)));
  }

  @Test
  void aTokenWithoutTenantOrObjectIdDoesNotSignIn() {
    refused(token(claims -> claims.claim("tid", null)));
    refused(token(claims -> claims.claim("tid", "common")));
    refused(token(claims -> claims.claim("oid", null)));
    refused(token(claims -> claims.claim("oid", 7)));
  }

  @Test
  void aForgedTokenDoesNotSignIn() {
    refused(installation.entra.forged(tenant.id, UUID.randomUUID(), "Rotation.TenantAdmin"));
    refused(
        new PlainJWT(
                new JWTClaimsSet.Builder()
                    .issuer(installation.entra.authority() + "/" + tenant.id + "/v2.0")
                    .audience(TokenIssuer.AUDIENCE)
                    .claim("tid", tenant.id.toString())
                    .claim("oid", UUID.randomUUID().toString())
                    .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                    .build())
            .serialize());
    refused("not-a-token");
  }

  @Test
  void rolesOfAnUnexpectedTypeAreNoRoles() {
    Answer answer = read(token(claims -> claims.claim("roles", "Rotation.TenantAdmin")));

    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void answersCarrySecurityHeadersAndNoCookie() {
    Answer answer = read(tenant.admin());

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void refusalsCarryThemToo() {
    for (Answer answer :
        java.util.List.of(
            read("not-a-token"),
            tenant.get("/nothing"),
            tenant.put("/devops-settings", "{"),
            read(tenant.ownerToken()))) {
      assertThat(answer.status()).isBetween(400, 499);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Server")).isEmpty();
    }
  }

  @Test
  void aBrowserThatAsksForLeaveForAnotherSiteGetsNone() {
    Answer asked =
        installation.call(
            null,
            "OPTIONS",
            tenant.path("/devops-settings"),
            null,
            java.util.Map.of("Origin", "https://evil.example", "X-Requested-Method", "PUT"));

    assertThat(asked.status()).isEqualTo(401);
    assertThat(asked.response().headers().map().keySet())
        .noneMatch(it -> it.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void anotherSiteIsNotAllowedIn() {
    Answer answer =
        installation.call(
            tenant.admin(),
            "GET",
            tenant.path("/devops-settings"),
            null,
            java.util.Map.of("Origin", "https://evil.example"));

    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> otherwise) {
    return installation.entra.token(
        tenant.id, UUID.randomUUID(), otherwise, "Rotation.TenantAdmin");
  }

  private Answer read(String token) {
    return installation.call(token, "GET", tenant.path("/devops-settings"), null);
  }

  private void refused(String token) {
    Answer answer = read(token);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("sign-in.required");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }
}
