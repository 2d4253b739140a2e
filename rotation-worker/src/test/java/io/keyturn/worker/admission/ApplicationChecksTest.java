package io.keyturn.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationChecksTest {

  private static final SecretLocation HERE =
      new SecretLocation("https://contoso.vault.azure.net", "payments-secret");
  private static final SecretLocation ELSEWHERE =
      new SecretLocation("https://other.vault.azure.net", "payments-secret");

  /** Each row breaks the rule it names and every later one: the first no is the answer. */
  static Stream<Arguments> inTheirOrder() {
    return Stream.of(
        arguments(
            "A-04 tenant off", settings(false, false, 0), ELSEWHERE, Reason.TENANT_INTEGRATION_OFF),
        arguments(
            "A-19 application off",
            settings(true, false, 0),
            ELSEWHERE,
            Reason.APPLICATION_INTEGRATION_OFF),
        arguments("A-02 no binding", settings(true, true, 0), ELSEWHERE, Reason.NO_BINDING),
        arguments(
            "A-03 another secret than this application's",
            settings(true, true, 1),
            ELSEWHERE,
            Reason.SECRET_LOCATION_MISMATCH));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("inTheirOrder")
  void theFirstRuleThatSaysNoIsTheAnswer(
      String row, RotationSettings settings, SecretLocation announced, Reason reason) {
    Admission admission = ApplicationChecks.check(settings, Optional.of(announced));

    assertThat(admission)
        .isInstanceOfSatisfying(
            Declined.class,
            no -> {
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.why()).endsWith(".").doesNotContain("null");
            });
  }

  @Test
  void isAdmittedWhenTenantAndApplicationAllowItAndTheSecretIsTheApplications() {
    assertThat(ApplicationChecks.check(settings(true, true, 1), Optional.of(HERE)))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void newsThatNamesNoSecretMeansTheApplicationsOwn() {
    assertThat(ApplicationChecks.check(settings(true, true, 1), Optional.empty()))
        .isInstanceOf(Admitted.class);
  }

  private static RotationSettings settings(boolean tenant, boolean application, int bindings) {
    Binding binding =
        new Binding(
            UUID.randomUUID(), "contoso", UUID.randomUUID(), "Payments", UUID.randomUUID(), "prod");
    return new RotationSettings(
        Connections.TENANT,
        Connections.APPLICATION,
        "payments",
        tenant,
        application,
        HERE,
        bindings == 0 ? List.of() : List.of(binding),
        List.of(),
        null,
        null);
  }
}
