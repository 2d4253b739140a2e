package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Exchange;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Contoso;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryLoginTest {

  private static final ClientSecret PASSWORD = ClientSecret.of("canary-" + UUID.randomUUID());
  private static final String USER = "robot$storefront";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Contoso contoso = Contoso.shared();
  private final RegistryLogin login = new RegistryLogin(contoso.identity().http(), TIMEOUT);

  @BeforeEach
  void mend() {
    contoso.mend();
    for (String registry : List.of(Contoso.BASIC_REGISTRY, Contoso.BEARER_REGISTRY)) {
      contoso.azure().registries().user(registry, USER, PASSWORD.reveal());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/v1/", "/v2", "/v2/"})
  void theAddressMayEndAsDockersOwnClientsWriteIt(String end) {
    assertThat(at(Contoso.BASIC_REGISTRY, end, PASSWORD)).isInstanceOf(Succeeded.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {Contoso.BASIC_REGISTRY, Contoso.BEARER_REGISTRY})
  void theRightPasswordIsAcceptedAndAWrongOneMayBecomeRight(String registry) {
    assertThat(at(registry, "/v2/", PASSWORD)).isInstanceOf(Succeeded.class);
    later(at(registry, "/v2/", ClientSecret.of("canary-wrong")), Reason.CANDIDATE_NOT_YET_VALID);
  }

  @Test
  void aRegistryThatSendsLoginsOutsideHttpsDoesNotGetThePasswordThere() {
    List<Exchange> seen = new CopyOnWriteArrayList<>();
    contoso.azure().listen(seen::add);
    challenge("Bearer realm=\"http://localhost:" + contoso.azure().port() + "/token\"");

    refused(at(Contoso.BEARER_REGISTRY, "/v2/", PASSWORD), Reason.REGISTRY_ADDRESS_INVALID);
    assertThat(seen).hasSize(1);
  }

  @Test
  void aRedirectIsNotFollowed() {
    List<Exchange> seen = new CopyOnWriteArrayList<>();
    contoso.azure().listen(seen::add);
    fault(
        new Effect.Status(
            307, Map.of("Location", contoso.azure().registryUrl("plain") + "/v2/"), ""));

    later(at(Contoso.BASIC_REGISTRY, "/v2/", PASSWORD), Reason.REGISTRY_UNREACHABLE);
    assertThat(seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://registry.contoso.com",
        "",
        "https://user:word@registry.contoso.com",
        "https://registry.contoso.com?x=y",
        "https://",
        "https:///v2/",
        "ftp://registry.contoso.com",
        "not an address"
      })
  void anAddressThatIsNoHttpsAddressIsRefused(String address) {
    refused(login.tryOut(address, USER, PASSWORD), Reason.REGISTRY_ADDRESS_INVALID);
  }

  @Test
  void aRegistryThatBreaksOffIsWaitedFor() {
    contoso.azure().faults().add(Fault.always("GET", "/registries/.*/v2/", new Effect.Reset()));

    later(at(Contoso.BASIC_REGISTRY, "/v2/", PASSWORD), Reason.REGISTRY_UNREACHABLE);
  }

  @Test // FAULT-8
  void aRegistryThatStallsInTheMiddleOfItsAnswerIsGivenUp() {
    fault(new Effect.StallBody(Duration.ofSeconds(6)));
    long started = System.nanoTime();

    Attempt<?> attempt = at(Contoso.BASIC_REGISTRY, "/v2/", PASSWORD);

    later(attempt, Reason.REGISTRY_UNREACHABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }

  private Attempt<@Nullable Void> at(String registry, String end, ClientSecret password) {
    return login.tryOut(contoso.azure().registryUrl(registry) + end, USER, password);
  }

  private void challenge(String header) {
    fault(new Effect.Status(401, Map.of("WWW-Authenticate", header), ""));
  }

  private void fault(Effect effect) {
    contoso.azure().faults().add(Fault.once("GET", "/registries/.*/v2/", effect));
  }

  private static void refused(Attempt<?> attempt, Reason reason) {
    assertThat(attempt)
        .isInstanceOfSatisfying(
            Refused.class,
            no -> {
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.why()).doesNotContain(PASSWORD.reveal());
            });
  }

  private static void later(Attempt<?> attempt, Reason reason) {
    assertThat(attempt)
        .isInstanceOfSatisfying(
            RetryLater.class,
            no -> {
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.why()).doesNotContain(PASSWORD.reveal());
            });
  }
}
