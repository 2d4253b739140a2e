package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On behalf of a signed-in user, against an Entra of our own over HTTPS. */
class UserSignInTest {

  private static final UUID TENANT = UUID.fromString("aba07645-051c-44b4-b806-c34d33f3dcd1");
  private static final UUID ADA = UUID.fromString("0a4f7c1e-9b2d-4e6a-8c3f-1d5e7f900e05");

  private final Certificates certificates = Certificates.shared();
  private final ScriptedServer entra = ScriptedServer.https(certificates.identity());
  private final ScriptedServer devOps = ScriptedServer.http();
  private final AtomicInteger issued = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final UserTokens tokens = client().userTokens();

  @AfterEach
  void stop() {
    entra.close();
    devOps.close();
  }

  @Test
  void theUsersOwnTokenIsExchangedInItsTenant() {
    entra.answer(this::issue);

    assertThat(exchange(person("ada-token-canary", Duration.ofHours(1)), "fabrikam"))
        .isInstanceOf(Attempt.Succeeded.class);

    Seen asked = entra.only();
    assertThat(asked.path()).isEqualTo("/entra/" + TENANT + "/oauth2/v2.0/token");
    assertThat(asked.body())
        .contains("jwt-bearer", "requested_token_use=on_behalf_of", "assertion=ada-token-canary")
        .contains("499b84ac-1321-427f-aa17-267ca6975798%2F.default");
  }

  @Test
  @Tag("Z-14")
  @DisplayName("S-15, Z-14: kept five minutes at most, and no longer than the user's own token")
  void keptForAShortWhile() {
    entra.answer(this::issue);
    UserTokens.Person ada = person("ada-1", Duration.ofHours(1));

    exchange(ada, "fabrikam");
    now.updateAndGet(t -> t.plus(Duration.ofMinutes(4)));
    exchange(ada, "Fabrikam");
    assertThat(issued).hasValue(1);

    now.updateAndGet(t -> t.plus(Duration.ofMinutes(1)));
    exchange(ada, "fabrikam");
    assertThat(issued).hasValue(2);

    UserTokens.Person soonGone = person("ada-2", Duration.ofMinutes(2));
    exchange(soonGone, "fabrikam");
    now.updateAndGet(t -> t.plus(Duration.ofMinutes(2)));
    exchange(soonGone, "fabrikam");
    assertThat(issued).hasValue(4);
    assertThat(tokens.held()).isEqualTo(1);
  }

  @Test
  @Tag("S-15")
  @DisplayName("S-15, FAULT-23: neither another user, nor another sign-in, organization or tenant")
  void neverAcross() {
    entra.answer(this::issue);
    UserTokens.Person ada = person("ada-1", Duration.ofHours(1));
    Instant later = now.get().plus(Duration.ofHours(1));

    exchange(ada, "fabrikam");
    exchange(ada, "contoso");
    exchange(person("ada-2", Duration.ofHours(1)), "fabrikam");
    exchange(
        new UserTokens.Person(TENANT, UUID.randomUUID(), ClientSecret.of("ada-2"), later),
        "fabrikam");
    exchange(
        new UserTokens.Person(UUID.randomUUID(), ADA, ClientSecret.of("ada-2"), later), "fabrikam");

    assertThat(issued).hasValue(5);
  }

  @ParameterizedTest
  @CsvSource({
    "65001, CONSENT_REQUIRED",
    "65004, CONSENT_REQUIRED",
    "700016, CONSENT_REQUIRED",
    "500133, TOKEN_INVALID_OR_EXPIRED",
    "50076, TOKEN_INVALID_OR_EXPIRED",
    "53003, SIGN_IN_REFUSED",
    "7000222, CLIENT_SECRET_EXPIRED"
  })
  @Tag("A-17")
  @DisplayName("A-17, S-32: what Entra refuses by its code")
  void refusalIsJudgedByItsCode(String code, Reason reason) {
    entra.answer(
        json(
            400,
            """
            {"error": "invalid_grant", "error_codes": [%s],
             "error_description": "AADSTS%s: no. Trace ID: 1"}
            """
                .formatted(code, code)));

    Attempt<SignIn.DelegatedUser> refused =
        exchange(person("ada-canary", Duration.ofHours(1)), "fabrikam");

    assertThat(refused).isInstanceOf(Attempt.Refused.class);
    assertThat(reasonOf(refused)).isEqualTo(reason);
    assertThat(whyOf(refused)).contains(TENANT.toString(), code).doesNotContain("canary");
    assertThat(tokens.held()).isZero();
  }

  private Attempt<SignIn.DelegatedUser> exchange(UserTokens.Person person, String organization) {
    return tokens.exchange("keyturn-1", ClientSecret.of("secret-canary"), person, organization);
  }

  private UserTokens.Person person(String token, Duration lasts) {
    return new UserTokens.Person(TENANT, ADA, ClientSecret.of(token), now.get().plus(lasts));
  }

  private Scripted issue(Seen request) {
    return json(
        200,
        """
        {"token_type": "Bearer", "expires_in": 3600, "ext_expires_in": 3600,
         "access_token": "token-%d"}
        """
            .formatted(issued.incrementAndGet()));
  }

  private AzureDevOps client() {
    InstantSource source = now::get;
    return new AzureDevOps(
        devOps.urls(entra.url("/entra")),
        certificates.pem(),
        new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
        CallGate.OPEN,
        source.withZone(ZoneOffset.UTC));
  }
}
