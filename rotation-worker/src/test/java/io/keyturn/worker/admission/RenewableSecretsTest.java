package io.keyturn.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewableSecretsTest {

  private static final String APPLICATION = "3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04";

  @ParameterizedTest(name = "{0} at {1} as {2}: {3}")
  @CsvSource({
    "azurerm, , , true",
    "dockerregistry, https://contoso.azurecr.io, 3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04, true",
    "DockerRegistry, contoso.azurecr.io/, 3C7D4A52-9F0E-4B68-8A31-6D2E5F7B9C04, true",
    "dockerregistry, https://Contoso.AzureCR.cn/v1/, 3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04, true",
    "dockerregistry, https://contoso.azurecr.io, contoso, false",
    "dockerregistry, https://harbor.contoso.com, 3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04, false",
    "dockerregistry, https://azurecr.io.evil.example, 3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04, false",
    "dockerregistry, https://evil.example/x.azurecr.io, 3c7d4a52-9f0e-4b68-8a31-6d2e5f7b9c04, false",
    "dockerregistry, , , false"
  })
  void aRegistryPasswordIsRenewedWhereItIsAnApplicationsClientSecret(
      String type, String registry, String username, boolean renewable) {
    ConnectionFacts connection =
        Connections.login(
            Connections.type(Connections.docker(), type),
            registry == null ? "" : registry,
            Optional.ofNullable(username));
    BindingFacts facts =
        new BindingFacts(
            new Binding(
                UUID.randomUUID(), "contoso", UUID.randomUUID(), "P", UUID.randomUUID(), "c"),
            UUID.randomUUID().toString(),
            APPLICATION,
            Attempt.succeeded(connection),
            Attempt.succeeded(Optional.of("g")),
            Attempt.succeeded(true));

    assertThat(RenewableSecrets.check(facts).map(Admission.Declined::reason))
        .isEqualTo(
            renewable ? Optional.empty() : Optional.of(Reason.REGISTRY_PASSWORD_NOT_RENEWABLE));
  }
}
