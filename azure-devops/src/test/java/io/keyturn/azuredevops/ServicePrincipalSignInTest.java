package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-in through azure-identity, against an Entra of our own over HTTPS. */
class ServicePrincipalSignInTest {

  private static final String TENANT = "aba07645-051c-44b4-b806-c34d33f3dcd1";
  private static final String SECRET = "own-secret-canary~1";

  private final Certificates certificates = Certificates.shared();
  private final ScriptedServer entra = ScriptedServer.https(certificates.identity());
  private final ScriptedServer devOps = ScriptedServer.http();
  private final AtomicInteger issued = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final AzureDevOps azureDevOps = client("/entra");

  @AfterEach
  void stop() {
    entra.close();
    devOps.close();
  }

  @Test
  void tokenIsAskedForTheWayEntraWantsAndSentAsBearer() {
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));

    assertThat(azureDevOps.projects().list(actor("fabrikam", SECRET)))
        .isInstanceOf(Attempt.Succeeded.class);

    Seen asked = entra.only();
    assertThat(asked.path()).isEqualTo("/entra/" + TENANT + "/oauth2/v2.0/token");
    assertThat(asked.body())
        .contains("grant_type=client_credentials", "client_id=client-1")
        .contains("499b84ac-1321-427f-aa17-267ca6975798%2F.default");
    assertThat(devOps.only().header("Authorization")).isEqualTo("Bearer token-1");
  }

  @Test
  void authorityHostWithoutAPathWorksAsWell() {
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));

    client("").projects().list(actor("fabrikam", SECRET));

    assertThat(entra.only().path()).isEqualTo("/" + TENANT + "/oauth2/v2.0/token");
  }

  @Test
  void tokenIsKeptUntilShortlyBeforeItExpires() {
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));
    Actor actor = actor("fabrikam", SECRET);

    azureDevOps.projects().list(actor);
    now.updateAndGet(t -> t.plus(Duration.ofMinutes(50)));
    azureDevOps.projects().list(actor);
    assertThat(issued).hasValue(1);

    now.updateAndGet(t -> t.plus(Duration.ofMinutes(6)));
    azureDevOps.projects().list(actor);
    assertThat(issued).hasValue(2);
  }

  @Test
  void manyCallersAtOnceAskEntraOnce() throws Exception {
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));
    Actor actor = actor("fabrikam", SECRET);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Attempt<?>>> calls =
          IntStream.range(0, 100)
              .mapToObj(n -> (Callable<Attempt<?>>) () -> azureDevOps.projects().list(actor))
              .toList();
      for (Future<Attempt<?>> each : threads.invokeAll(calls)) {
        assertThat(each.get()).isInstanceOf(Attempt.Succeeded.class);
      }
    }

    assertThat(issued).hasValue(1);
  }

  @Test
  @Tag("D-18")
  @DisplayName("D-18, FAULT-23: no token is shared between organizations, clients or secrets")
  void tokensNeverCross() {
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));

    azureDevOps.projects().list(actor("fabrikam", SECRET));
    azureDevOps.projects().list(actor("contoso", SECRET));
    azureDevOps.projects().list(actor("fabrikam", SECRET + "-renewed"));
    azureDevOps
        .projects()
        .list(
            new Actor(
                "fabrikam",
                new SignIn.ServicePrincipal(TENANT, "client-2", ClientSecret.of(SECRET))));

    assertThat(
            devOps.seen().stream()
                .map(seen -> seen.header("Authorization"))
                .collect(Collectors.toSet()))
        .hasSize(4);
  }

  @Test
  void refusedTokenIsRenewedAndTheCallMadeOnceMore() {
    entra.answer(this::issue);
    devOps.answer(request ->
        request.header("Authorization").equals("Bearer token-1")
            ? empty(401)
            : json(200, "{\"value\":[]}"));

    assertThat(azureDevOps.projects().list(actor("fabrikam", SECRET)))
        .isInstanceOf(Attempt.Succeeded.class);

    assertThat(devOps.seen()).hasSize(2);
    assertThat(issued).hasValue(2);
  }

  @Test
  void tokenRefusedTwiceIsRefused() {
    entra.answer(this::issue);
    devOps.answer(empty(401));

    Attempt<?> outcome = azureDevOps.projects().list(actor("fabrikam", SECRET));

    assertThat(reasonOf(outcome)).isEqualTo(Reason.TOKEN_INVALID_OR_EXPIRED);
    assertThat(whyOf(outcome)).contains("client-1", "fabrikam");
    assertThat(devOps.seen()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "7000215, RetryLater, SIGN_IN_REFUSED",
    "7000222, Refused, CLIENT_SECRET_EXPIRED",
    "70021, RetryLater, FEDERATION_MISMATCH",
    "700213, RetryLater, FEDERATION_MISMATCH",
    "65001, Refused, CONSENT_REQUIRED",
    "700016, Refused, SIGN_IN_REFUSED",
    "90002, Refused, SIGN_IN_REFUSED",
    "7000112, Refused, SIGN_IN_REFUSED",
    "53003, Refused, SIGN_IN_REFUSED",
    "90033, RetryLater, SERVER_ERROR",
    "99999, Refused, SIGN_IN_REFUSED"
  })
  @DisplayName("A-17, D-21: Entra's refusal is judged by its code")
  void refusalIsJudgedByItsCode(String code, String kind, Reason reason) {
    entra.answer(refusal(400, "AADSTS" + code + ": wording-canary"));

    Attempt<?> outcome = azureDevOps.projects().list(actor("fabrikam", SECRET));

    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(reasonOf(outcome)).isEqualTo(reason);
    assertThat(whyOf(outcome))
        .contains("service principal client-1 of tenant " + TENANT, "(AADSTS" + code + ").")
        .matches("[A-Z].*[.]")
        .doesNotContain("wording-canary", SECRET);
    assertThat(devOps.seen()).isEmpty();
  }

  @Test
  void refusalIsNotRemembered() {
    entra.answer(refusal(401, "AADSTS7000215: x"));
    azureDevOps.projects().list(actor("fabrikam", SECRET));
    entra.answer(this::issue);
    devOps.answer(json(200, "{\"value\":[]}"));

    assertThat(azureDevOps.projects().list(actor("fabrikam", SECRET)))
        .isInstanceOf(Attempt.Succeeded.class);
  }

  @Test
  void entraThatThrottlesSaysHowLong() {
    entra.answer(json(429, "{\"error\":\"temporarily_unavailable\"}").with("Retry-After", "9"));

    Attempt<?> outcome = azureDevOps.projects().list(actor("fabrikam", SECRET));

    assertThat(reasonOf(outcome)).isEqualTo(Reason.THROTTLED);
    assertThat(outcome).extracting("after").isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void entraThatIsDownIsRetried() {
    entra.answer(json(503, "{\"error\":\"temporarily_unavailable\"}"));

    assertThat(reasonOf(azureDevOps.projects().list(actor("fabrikam", SECRET))))
        .isEqualTo(Reason.SERVER_ERROR);
  }

  @Test
  void entraThatCannotBeReachedIsRetried() {
    entra.close();

    Attempt<?> outcome = azureDevOps.projects().list(actor("fabrikam", SECRET));

    assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
    assertThat(reasonOf(outcome)).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void userTokenThatIsNoTokenIsRefusedWithoutBeingQuoted() {
    SignIn user = new SignIn.DelegatedUser(ClientSecret.of("a\r\nX-Injected: canary"));

    Attempt<?> outcome = azureDevOps.projects().list(new Actor("fabrikam", user));

    assertThat(reasonOf(outcome)).isEqualTo(Reason.TOKEN_INVALID_OR_EXPIRED);
    assertThat(whyOf(outcome)).doesNotContain("canary");
  }

  private Scripted issue(Seen request) {
    int n = issued.incrementAndGet();
    return json(
        200,
        "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"ext_expires_in\":3600,"
            + "\"access_token\":\"token-"
            + n
            + "\"}");
  }

  private static Scripted refusal(int status, String description) {
    return json(
        status,
        "{\"error\":\"invalid_client\",\"error_description\":\""
            + description
            + "\",\"error_codes\":[1],\"correlation_id\":\"c\"}");
  }

  private static Actor actor(String organization, String secret) {
    return new Actor(
        organization, new SignIn.ServicePrincipal(TENANT, "client-1", ClientSecret.of(secret)));
  }

  private AzureDevOps client(String authorityPath) {
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    return new AzureDevOps(
        devOps.urls(entra.url(authorityPath)),
        certificates.pem(),
        new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
        CallGate.OPEN,
        clock);
  }
}
