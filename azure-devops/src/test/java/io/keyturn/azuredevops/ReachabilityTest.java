package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.api.Preflight;
import io.keyturn.contracts.api.Preflight.Check;
import io.keyturn.contracts.api.Preflight.Outcome;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachabilityTest {

  private final Certificates certificates = Certificates.shared();
  private final ScriptedServer entra = ScriptedServer.https(certificates.identity());
  private final ScriptedServer devOps = ScriptedServer.http();
  private final ScriptedServer machine = ScriptedServer.http();
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void stop() {
    over.countDown();
    entra.close();
    devOps.close();
    machine.close();
  }

  @Test
  @Tag("D-14")
  @DisplayName("D-14: each host that answers is reached, whatever it answers")
  void allAreReached() {
    machine.answer(json(200, "{\"access_token\":\"e30.eyJ0aWQiOiJ0In0.c2ln\"}"));

    Preflight preflight = reachability(devOps.url(""), true).preflight(Optional.empty());

    assertThat(preflight.checks())
        .extracting(Check::what)
        .containsExactly(
            "entra",
            "azure-devops",
            "azure-devops-identity",
            "azure-resource-manager",
            "managed-identity");
    assertThat(preflight.checks())
        .allSatisfy(check -> assertThat(check.outcome()).isEqualTo(Outcome.REACHED));
    assertThat(preflight.toString()).doesNotContain("e30.", "eyJ0aWQiOiJ0In0");
    assertThat(machine.only().query()).contains("resource=499b84ac-1321-427f-aa17-267ca6975798");
  }

  @Test
  @Tag("D-14")
  @DisplayName("D-14: the host that is not reached is named, with what is in the way")
  void theUnreachableHostIsNamed() {
    ScriptedServer gone = ScriptedServer.http();
    URI address = gone.url("");
    gone.close();

    Preflight refused = reachability(address, true).preflight(Optional.empty());
    Preflight unknown =
        reachability(URI.create("https://devops.invalid"), false).preflight(Optional.empty());

    assertThat(check(refused, "azure-devops").outcome()).isEqualTo(Outcome.CONNECTION_FAILED);
    assertThat(check(refused, "azure-devops").message())
        .contains("localhost:" + address.getPort(), "firewall");
    assertThat(check(unknown, "azure-devops").outcome()).isEqualTo(Outcome.NAME_UNKNOWN);
    assertThat(check(unknown, "azure-devops").message()).contains("devops.invalid");
    assertThat(check(unknown, "entra").outcome()).isEqualTo(Outcome.TLS_FAILED);
    assertThat(check(unknown, "entra").message()).contains("azure.ca-certificate");
  }

  @Test
  @Tag("Z-12")
  @DisplayName("D-14, D-16, Z-12: no answer and an answer with an error are different outcomes")
  void silenceIsNotAnError() {
    machine.answer(request -> {
      await();
      return empty(500);
    });
    devOps.answer(empty(503));

    Preflight preflight = reachability(devOps.url(""), true).preflight(Optional.empty());

    assertThat(check(preflight, "managed-identity").outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(check(preflight, "managed-identity").message()).contains("container");
    assertThat(check(preflight, "azure-devops").outcome()).isEqualTo(Outcome.HTTP_ERROR);
    over.countDown();
    assertThat(
            check(
                    reachability(devOps.url(""), true).preflight(Optional.empty()),
                    "managed-identity")
                .outcome())
        .isEqualTo(Outcome.HTTP_ERROR);
  }

  @Test
  @DisplayName("D-14: the address that Entra has to reach is tried from here")
  void theIssuerIsTried() {
    URI issuer = devOps.url("/keyturn");
    devOps.answer(json(200, "{\"issuer\":\"" + issuer + "\"}"));
    Preflight good = reachability(devOps.url(""), true).preflight(Optional.of(issuer));
    devOps.answer(json(200, "{\"issuer\":\"https://somebody-else\"}"));
    Preflight other = reachability(devOps.url(""), true).preflight(Optional.of(issuer));

    assertThat(check(good, "federation-issuer").outcome()).isEqualTo(Outcome.REACHED);
    assertThat(check(other, "federation-issuer").outcome()).isEqualTo(Outcome.HTTP_ERROR);
    assertThat(check(other, "federation-issuer").message())
        .contains(issuer + "/.well-known/openid-configuration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$(CLIENT_ID)", "${CLIENT_ID}", "my-identity", "$(az identity show)"})
  @Tag("D-15")
  @DisplayName("D-15: an installation whose client id is no GUID does not start")
  void aClientIdIsAGuid(String wrong) {
    assertThatThrownBy(
            () -> new OwnIdentity(Optional.empty(), Optional.of(wrong), Optional.empty()))
        .hasMessageContaining("keyturn.identity.client-id")
        .hasMessageContaining("system-assigned");
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Check check(Preflight preflight, String what) {
    return preflight.checks().stream()
        .filter(check -> check.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private Reachability reachability(URI address, boolean trusting) {
    return new Reachability(
        new AzureUrls(
            address,
            devOps.url(""),
            devOps.url(""),
            entra.url(""),
            devOps.url(""),
            address,
            machine.url("")),
        BlockingHttp.trusting(trusting ? certificates.pem() : null),
        Duration.ofSeconds(2),
        Clock.systemUTC());
  }
}
