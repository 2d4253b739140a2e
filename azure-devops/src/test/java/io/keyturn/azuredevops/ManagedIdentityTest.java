package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.reasonOf;
import static io.keyturn.azuredevops.OutcomesTest.whyOf;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.azuredevops.ScriptedServer.Seen;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identities of the machine, against a metadata service of our own. */
class ManagedIdentityTest {

  private static final String TENANT = "aba07645-051c-44b4-b806-c34d33f3dcd1";
  private static final String OTHER = "bbbbbbbb-051c-44b4-b806-c34d33f3dcd1";
  private static final String IDENTITY = "22222222-2222-4222-8222-222222222222";
  private static final String REGISTRATION = "33333333-3333-4333-8333-333333333333";

  private final Certificates certificates = Certificates.shared();
  private final ScriptedServer machine = ScriptedServer.http();
  private final ScriptedServer entra = ScriptedServer.https(certificates.identity());
  private final ScriptedServer devOps = ScriptedServer.http();
  private final AzureDevOps azureDevOps = client(machine.url(""), Duration.ofSeconds(20));

  @AfterEach
  void stop() {
    machine.close();
    entra.close();
    devOps.close();
  }

  @Test
  @Tag("D-16")
  @DisplayName("D-16, S-16: a token for Azure DevOps is asked for the way the machine wants")
  void systemAssigned() {
    machine.answer(json(200, token(TENANT)));
    devOps.answer(json(200, "{\"value\":[]}"));

    assertThat(list(azureDevOps, null)).isInstanceOf(Attempt.Succeeded.class);

    Seen asked = machine.only();
    assertThat(asked.method()).isEqualTo("GET");
    assertThat(asked.path()).isEqualTo("/metadata/identity/oauth2/token");
    assertThat(asked.query())
        .isEqualTo("api-version=2018-02-01&resource=499b84ac-1321-427f-aa17-267ca6975798");
    assertThat(asked.header("Metadata")).isEqualTo("true");
    assertThat(devOps.only().header("Authorization")).isEqualTo("Bearer " + jwt(TENANT));
  }

  @Test
  @Tag("S-16")
  @DisplayName("S-16, D-15: a user-assigned identity is named by its client id")
  void userAssigned() {
    machine.answer(json(200, token(TENANT)));
    devOps.answer(json(200, "{\"value\":[]}"));

    list(azureDevOps, IDENTITY);
    list(azureDevOps, IDENTITY);

    assertThat(machine.only().query()).endsWith("&client_id=" + IDENTITY);
  }

  @Test
  @DisplayName("FAULT-23: another tenant's settings do not act as this machine")
  void anotherTenantsSettings() {
    machine.answer(json(200, token(OTHER)));

    Attempt<?> outcome = list(azureDevOps, null);

    assertThat(outcome).isInstanceOf(Attempt.Refused.class);
    assertThat(reasonOf(outcome)).isEqualTo(Reason.WRONG_TENANT);
    assertThat(whyOf(outcome)).contains(TENANT, OTHER);
    assertThat(devOps.seen()).isEmpty();
  }

  @Test
  @Tag("Z-12")
  @DisplayName("D-16, D-20, Z-12, Z-18: no answer is the network of the container")
  void noAnswer() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    machine.answer(request -> {
      await(over);
      return json(200, token(TENANT));
    });

    Attempt<?> outcome = list(client(machine.url(""), Duration.ofSeconds(1)), null);
    over.countDown();

    assertThat(outcome).isInstanceOf(Attempt.RetryLater.class);
    assertThat(reasonOf(outcome)).isEqualTo(Reason.TIMED_OUT);
    assertThat(whyOf(outcome))
        .contains("localhost:" + machine.url("").getPort(), "did not answer", "container");
  }

  @ParameterizedTest
  @CsvSource({
    "400, Refused, SIGN_IN_REFUSED",
    "403, Refused, SIGN_IN_REFUSED",
    "404, RetryLater, SERVER_ERROR",
    "410, RetryLater, SERVER_ERROR",
    "429, RetryLater, THROTTLED",
    "500, RetryLater, SERVER_ERROR",
  })
  @DisplayName("D-16, D-20, Z-12, Z-18: an answer with an error is not the network")
  void anErrorIsNotTheNetwork(int status, String kind, Reason reason) {
    machine.answer(
        json(
            status,
            "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found canary\"}"));

    Attempt<?> outcome = list(azureDevOps, IDENTITY);

    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(reasonOf(outcome)).isEqualTo(reason);
    assertThat(whyOf(outcome))
        .contains("status " + status)
        .doesNotContain("did not answer", "canary", "container");
    if (status == 400) {
      assertThat(whyOf(outcome)).contains("not attached", IDENTITY, "restart");
    }
  }

  @Test
  @DisplayName("D-20: where there is no metadata service the connection is refused")
  void noService() {
    ScriptedServer gone = ScriptedServer.http();
    URI address = gone.url("");
    gone.close();

    Attempt<?> outcome = list(client(address, Duration.ofSeconds(20)), null);

    assertThat(reasonOf(outcome)).isEqualTo(Reason.UNREACHABLE);
    assertThat(whyOf(outcome)).contains("localhost:" + address.getPort(), "in Azure");
  }

  @Test
  void somethingElseThanATokenIsNotSent() {
    machine.answer(json(200, "{\"access_token\":\"canary\"}"));

    Attempt<?> outcome = list(azureDevOps, null);

    assertThat(reasonOf(outcome)).isEqualTo(Reason.UNEXPECTED_ANSWER);
    assertThat(whyOf(outcome)).doesNotContain("canary");
    assertThat(devOps.seen()).isEmpty();
  }

  @Test
  @Tag("S-17")
  @DisplayName("S-17: the machine's token stands for an app registration of the other tenant")
  void acrossTenants() {
    machine.answer(json(200, token(TENANT)));
    entra.answer(
        json(
            200, "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"exchanged\"}"));
    devOps.answer(json(200, "{\"value\":[]}"));

    Attempt<?> outcome = azureDevOps.projects().list(across(TENANT));

    assertThat(outcome).isInstanceOf(Attempt.Succeeded.class);
    assertThat(machine.only().query()).contains("resource=api://AzureADTokenExchange");
    assertThat(entra.only().path()).isEqualTo("/" + OTHER + "/oauth2/v2.0/token");
    assertThat(entra.only().body())
        .contains("client_id=" + REGISTRATION, "client_assertion=" + jwt(TENANT));
    assertThat(devOps.only().header("Authorization")).isEqualTo("Bearer exchanged");
  }

  @Test
  @DisplayName("S-17, D-13: where nothing trusts it, the three values it presents are named")
  void whatItPresentsIsNamed() {
    machine.answer(json(200, token(TENANT)));
    entra.answer(
        json(
            400,
            "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS70021: x\","
                + "\"error_codes\":[70021]}"));

    Attempt<?> outcome = azureDevOps.projects().list(across(TENANT));

    assertThat(reasonOf(outcome)).isEqualTo(Reason.FEDERATION_MISMATCH);
    assertThat(whyOf(outcome))
        .contains("issuer https://issuer/" + TENANT, "subject the-subject")
        .contains("audience api://AzureADTokenExchange");
  }

  @Test
  @DisplayName("FAULT-23: a third tenant's registration is not signed in to through this machine")
  void neitherOfBothIsTheSettings() {
    machine.answer(json(200, token(TENANT)));

    Attempt<?> outcome = azureDevOps.projects().list(across(IDENTITY));

    assertThat(reasonOf(outcome)).isEqualTo(Reason.WRONG_TENANT);
    assertThat(entra.seen()).isEmpty();
  }

  private static Actor across(String settingsOf) {
    return new Actor(
        "fabrikam",
        new SignIn.FederatedManagedIdentity(
            OTHER, REGISTRATION, new SignIn.ManagedIdentity(settingsOf, null)));
  }

  private static Attempt<?> list(AzureDevOps azureDevOps, @Nullable String identity) {
    return azureDevOps
        .projects()
        .list(new Actor("fabrikam", new SignIn.ManagedIdentity(TENANT, identity)));
  }

  private static String token(String tenant) {
    return "{\"access_token\":\"%s\",\"expires_on\":\"%d\",\"token_type\":\"Bearer\"}"
        .formatted(jwt(tenant), Instant.now().plusSeconds(3600).getEpochSecond());
  }

  private static String jwt(String tenant) {
    String claims =
        "{\"tid\":\"%s\",\"iss\":\"https://issuer/%s\",\"sub\":\"the-subject\"}"
            .formatted(tenant, tenant);
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  private static Scripted await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return json(200, "{}");
  }

  private AzureDevOps client(URI metadata, Duration deadline) {
    AzureUrls urls = devOps.urls(entra.url(""));
    return new AzureDevOps(
        new AzureUrls(
            urls.devOps(),
            urls.identity(),
            urls.accounts(),
            urls.authorityHost(),
            urls.graph(),
            urls.management(),
            metadata),
        certificates.pem(),
        new Timeouts(deadline, deadline),
        CallGate.OPEN,
        Clock.systemUTC());
  }
}
