package io.keyturn.worker.admission;

import static io.keyturn.worker.admission.Connections.authentication;
import static io.keyturn.worker.admission.Connections.azurerm;
import static io.keyturn.worker.admission.Connections.creation;
import static io.keyturn.worker.admission.Connections.docker;
import static io.keyturn.worker.admission.Connections.notReady;
import static io.keyturn.worker.admission.Connections.registryType;
import static io.keyturn.worker.admission.Connections.scheme;
import static io.keyturn.worker.admission.Connections.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionSupport;
import io.keyturn.contracts.connection.ConnectionSupport.WhyNot;
import io.keyturn.contracts.outcome.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class SupportedConnectionsTest {

  static final List<Arguments> CAN_BE_ROTATED =
      List.of(
          arguments("A-13 azurerm with a manual secret", azurerm()),
          arguments("A-13 as Microsoft's example writes the type", type(azurerm(), "AzureRM")),
          arguments("A-13 scheme in lower case", scheme(azurerm(), "serviceprincipal")),
          arguments("A-13 no authentication type", authentication(azurerm(), Optional.empty())),
          arguments("A-14 dockerregistry of type Others", docker()),
          arguments("A-14 in other case", registryType(docker(), Optional.of("others"))));

  @ParameterizedTest(name = "{0}")
  @FieldSource("CAN_BE_ROTATED")
  void holdsASecretThatSomebodyHasToCarryThere(String row, ConnectionFacts connection) {
    assertThat(ConnectionSupport.whyNot(connection)).isEmpty();
  }

  static Stream<Arguments> cannotBeRotated() {
    return Stream.of(
        arguments(
            "A-13a workload identity federation",
            scheme(azurerm(), "WorkloadIdentityFederation"),
            Reason.CONNECTION_SCHEME_UNSUPPORTED,
            "workload identity federation"),
        arguments(
            "A-13a managed identity",
            scheme(azurerm(), "ManagedServiceIdentity"),
            Reason.CONNECTION_SCHEME_UNSUPPORTED,
            "managed identity"),
        arguments(
            "A-13a publish profile",
            scheme(azurerm(), "PublishProfile"),
            Reason.CONNECTION_SCHEME_UNSUPPORTED,
            "service principal"),
        arguments(
            "A-13a certificate",
            authentication(azurerm(), Optional.of("spnCertificate")),
            Reason.CONNECTION_CERTIFICATE,
            "certificate"),
        arguments(
            "A-13a automatic",
            creation(azurerm(), Optional.of("Automatic")),
            Reason.CONNECTION_AUTOMATIC,
            "not created manually"),
        arguments(
            "A-13a does not say how it was made",
            creation(azurerm(), Optional.empty()),
            Reason.CONNECTION_AUTOMATIC,
            "not created manually"),
        arguments("A-13a not ready", notReady(azurerm()), Reason.CONNECTION_NOT_READY, "not ready"),
        arguments(
            "A-14 Docker Hub",
            registryType(docker(), Optional.of("DockerHub")),
            Reason.REGISTRY_TYPE_UNSUPPORTED,
            "Others"),
        arguments(
            "A-14 ACR",
            registryType(scheme(docker(), "serviceprincipal"), Optional.of("ACR")),
            Reason.REGISTRY_TYPE_UNSUPPORTED,
            "Others"),
        arguments(
            "A-14 no registry type",
            registryType(docker(), Optional.empty()),
            Reason.REGISTRY_TYPE_UNSUPPORTED,
            "Others"),
        arguments(
            "A-14 another scheme",
            scheme(docker(), "Token"),
            Reason.CONNECTION_SCHEME_UNSUPPORTED,
            "user name and password"),
        arguments("A-14 not ready", notReady(docker()), Reason.CONNECTION_NOT_READY, "not ready"),
        arguments(
            "A-25 any other type",
            type(azurerm(), "kubernetes"),
            Reason.CONNECTION_TYPE_UNSUPPORTED,
            "neither an azurerm nor a dockerregistry"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cannotBeRotated")
  void isShownWithAReasonAndASentence(
      String row, ConnectionFacts connection, Reason reason, String words) {
    WhyNot whyNot = ConnectionSupport.whyNot(connection).orElseThrow();

    assertThat(whyNot.reason()).isEqualTo(reason);
    assertThat(whyNot.what()).contains(words).endsWith(".");
  }
}
