package io.keyturn.worker.admission;

import static io.keyturn.worker.admission.Connections.APPLICATION;
import static io.keyturn.worker.admission.Connections.TENANT;
import static io.keyturn.worker.admission.Connections.azurerm;
import static io.keyturn.worker.admission.Connections.docker;
import static io.keyturn.worker.admission.Connections.identity;
import static io.keyturn.worker.admission.Connections.login;
import static io.keyturn.worker.admission.Connections.notReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class BindingChecksTest {

  private static final String OTHER = "99999999-9999-4999-8999-999999999999";
  private static final Attempt<Optional<String>> MEMBER =
      Attempt.succeeded(Optional.of("Endpoint Administrators"));
  private static final Attempt<Optional<String>> NOBODY = Attempt.succeeded(Optional.empty());
  private static final Attempt<Boolean> MAY = Attempt.succeeded(true);
  private static final Attempt<Boolean> MAY_NOT = Attempt.succeeded(false);

  /** Each row breaks the rule it names and every later one: the first no is the answer. */
  static Stream<Arguments> inTheirOrder() {
    ConnectionFacts others = identity(azurerm(), Optional.of(OTHER), Optional.of(TENANT));
    return Stream.of(
        arguments(
            "the connection cannot be seen",
            facts(Attempt.refused(Reason.CONNECTION_NOT_FOUND, "It is gone."), NOBODY, MAY_NOT),
            Reason.CONNECTION_NOT_FOUND),
        arguments(
            "A-13 its kind",
            facts(of(notReady(others)), NOBODY, MAY_NOT),
            Reason.CONNECTION_NOT_READY),
        arguments(
            "A-20a its identity", facts(of(others), NOBODY, MAY_NOT), Reason.IDENTITY_MISMATCH),
        arguments(
            "A-12 membership", facts(of(azurerm()), NOBODY, MAY_NOT), Reason.NOT_AN_ADMINISTRATOR),
        arguments(
            "C-5 the effective right",
            facts(of(azurerm()), MEMBER, MAY_NOT),
            Reason.CONNECTION_ADMINISTRATION_DENIED));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("inTheirOrder")
  void theFirstRuleThatSaysNoIsTheAnswer(String row, BindingFacts facts, Reason reason) {
    assertThat(BindingChecks.check(facts))
        .isInstanceOfSatisfying(
            Declined.class,
            no -> {
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.why()).endsWith(".");
            });
  }

  static final List<Arguments> WHO_IS_ADMITTED =
      List.of(
          arguments("Endpoint Administrators"),
          arguments("Project Administrators"),
          arguments("Project Collection Administrators"));

  @ParameterizedTest(name = "A-12: {0}")
  @FieldSource("WHO_IS_ADMITTED")
  void anyOfTheThreeGroupsIsEnoughAndIsNamed(String group) {
    Admission admission =
        BindingChecks.check(facts(of(azurerm()), Attempt.succeeded(Optional.of(group)), MAY));

    assertThat(admission)
        .isInstanceOfSatisfying(Admitted.class, yes -> assertThat(yes.because()).contains(group));
  }

  @Test
  void whoIsNoAdministratorReadsWhichGroupsOfWhichProjectHelp() {
    Admission admission = BindingChecks.check(facts(of(azurerm()), NOBODY, MAY));

    assertThat(admission)
        .isInstanceOfSatisfying(
            Declined.class,
            no ->
                assertThat(no.why())
                    .contains(
                        "contoso/Payments",
                        "Add it to Endpoint Administrators or Project Administrators"));
  }

  static final List<Arguments> WHOSE_CONNECTION =
      List.of(
          arguments("A-20a the application's", azurerm(), true),
          arguments(
              "A-20a in other case",
              identity(
                  azurerm(),
                  Optional.of(APPLICATION.toUpperCase(Locale.ROOT)),
                  Optional.of(TENANT.toUpperCase(Locale.ROOT))),
              true),
          arguments(
              "A-20a another application's",
              identity(azurerm(), Optional.of(OTHER), Optional.of(TENANT)),
              false),
          arguments(
              "A-20a another tenant's",
              identity(azurerm(), Optional.of(APPLICATION), Optional.of(OTHER)),
              false),
          arguments(
              "A-20a it does not say whose",
              identity(azurerm(), Optional.empty(), Optional.empty()),
              false),
          arguments("A-21a any user of any registry", docker(), true),
          arguments(
              "A-21a the application at an Azure registry",
              login(docker(), "https://contoso.azurecr.io", Optional.of(APPLICATION)),
              true),
          arguments(
              "A-21a somebody else at an Azure registry",
              login(docker(), "https://contoso.azurecr.io/v1/", Optional.of(OTHER)),
              false),
          arguments(
              "A-21a an Azure registry by its bare name in capitals",
              login(docker(), "CONTOSO.AZURECR.IO", Optional.of("admin")),
              false),
          arguments(
              "A-21a an Azure registry in China",
              login(docker(), "https://contoso.azurecr.cn", Optional.empty()),
              false),
          arguments(
              "A-21a no Azure registry although it sounds like one",
              login(docker(), "https://contoso.azurecr.io.example.com", Optional.of("admin")),
              true));

  @ParameterizedTest(name = "{0}: {2}")
  @FieldSource("WHOSE_CONNECTION")
  void onlyTheApplicationsOwnConnectionGetsItsSecret(
      String row, ConnectionFacts connection, boolean admitted) {
    Admission admission = BindingChecks.check(facts(of(connection), MEMBER, MAY));

    if (admitted) {
      assertThat(admission).isInstanceOf(Admitted.class);
    } else {
      assertThat(admission)
          .isInstanceOfSatisfying(
              Declined.class, no -> assertThat(no.reason()).isEqualTo(Reason.IDENTITY_MISMATCH));
    }
  }

  static Stream<Arguments> notKnownNow() {
    Duration asked = Duration.ofSeconds(7);
    return Stream.of(
        arguments(
            "the connection", facts(new RetryLater<>(Reason.THROTTLED, "w", asked), MEMBER, MAY)),
        arguments(
            "membership",
            facts(of(azurerm()), new RetryLater<>(Reason.THROTTLED, "w", asked), MAY)),
        arguments(
            "the right",
            facts(of(azurerm()), MEMBER, new RetryLater<>(Reason.THROTTLED, "w", asked))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notKnownNow")
  void aFactThatCannotBeHadNowPostponesAndIsNoRefusal(String row, BindingFacts facts) {
    assertThat(BindingChecks.check(facts))
        .isEqualTo(new Postponed(Reason.THROTTLED, "w", Duration.ofSeconds(7)));
  }

  static final List<Arguments> WHERE_THE_REGISTRY_IS =
      List.of(
          arguments("as it was bound", "https://registry.contoso.com/v2/", true),
          arguments("written otherwise", "HTTPS://Registry.Contoso.com:443/v2", true),
          arguments("bound before the address was kept", null, true),
          arguments("another host", "https://registry.contoso.com.evil.example/v2/", false),
          arguments("another port", "https://registry.contoso.com:8443/v2/", false),
          arguments("no longer over https", "http://registry.contoso.com/v2/", false),
          arguments("another path", "https://registry.contoso.com/else/", false),
          arguments("somebody else in front", "https://x@registry.contoso.com/v2/", false));

  @ParameterizedTest(name = "A-21: registry {0}: admitted {2}")
  @FieldSource("WHERE_THE_REGISTRY_IS")
  void aSecretGoesToTheRegistryThatWasBound(String row, @Nullable String bound, boolean admitted) {
    Admission admission = BindingChecks.check(facts(of(docker()), MEMBER, MAY, bound));

    if (admitted) {
      assertThat(admission).isInstanceOf(Admitted.class);
    } else {
      assertThat(admission)
          .isInstanceOfSatisfying(
              Declined.class, no -> assertThat(no.reason()).isEqualTo(Reason.REGISTRY_CHANGED));
    }
  }

  private static Attempt<ConnectionFacts> of(ConnectionFacts connection) {
    return Attempt.succeeded(connection);
  }

  private static BindingFacts facts(
      Attempt<ConnectionFacts> connection,
      Attempt<Optional<String>> administratorOf,
      Attempt<Boolean> mayAdminister) {
    return facts(connection, administratorOf, mayAdminister, null);
  }

  private static BindingFacts facts(
      Attempt<ConnectionFacts> connection,
      Attempt<Optional<String>> administratorOf,
      Attempt<Boolean> mayAdminister,
      @Nullable String registry) {
    Binding binding =
        new Binding(
            UUID.randomUUID(),
            "contoso",
            UUID.randomUUID(),
            "Payments",
            UUID.randomUUID(),
            "prod",
            registry);
    return new BindingFacts(
        binding, TENANT, APPLICATION, connection, administratorOf, mayAdminister);
  }
}
