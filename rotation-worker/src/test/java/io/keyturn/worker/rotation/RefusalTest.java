package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to be refused; none of them makes a single call that could change something. */
class RefusalTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  @AfterEach
  void mend() {
    bench
        .contoso
        .azure()
        .keyVault()
        .permit(
            Contoso.VAULT,
            bench
                .contoso
                .azure()
                .entra()
                .servicePrincipalId(Contoso.TENANT, Contoso.WORKER)
                .orElseThrow(),
            Permission.SECRETS_OFFICER);
  }

  static Stream<Arguments> beforeAnythingIsAskedOfAzureDevOps() {
    return Stream.of(
        row(
            "A-04 tenant off",
            s -> s.tenantEnabled(false).azurerm("c"),
            Reason.TENANT_INTEGRATION_OFF),
        row(
            "A-19 application off",
            s -> s.applicationEnabled(false).azurerm("c"),
            Reason.APPLICATION_INTEGRATION_OFF),
        row("A-02 no binding", s -> s.connection("c").dockerHub("contoso", "x"), Reason.NO_BINDING),
        row(
            "C-3 nothing to sign in with",
            s -> s.notAuthenticated("Provide a personal access token.").azurerm("c"),
            Reason.CONNECTOR_NOT_AUTHENTICATED));
  }

  static Stream<Arguments> byWhatAzureDevOpsSays() {
    String sub = "1272a66f-e2e8-4e88-ab43-487409186c3f";
    return Stream.of(
        row(
            "A-13a federated",
            s -> s.bound(s.connection("c").federated(Contoso.TENANT, s.clientId(), sub, "P")),
            Reason.CONNECTION_SCHEME_UNSUPPORTED),
        row(
            "A-13a managed identity",
            s -> s.bound(s.connection("c").managedIdentity(Contoso.TENANT, sub, "P")),
            Reason.CONNECTION_SCHEME_UNSUPPORTED),
        row(
            "A-13a automatic",
            s -> s.bound(s.connection("c").automatic(Contoso.TENANT, s.clientId(), "x", sub, "P")),
            Reason.CONNECTION_AUTOMATIC),
        row(
            "A-13a certificate",
            s ->
                s.bound(s.connection("c").certificate(Contoso.TENANT, s.clientId(), "x", sub, "P")),
            Reason.CONNECTION_CERTIFICATE),
        row(
            "A-14 Docker Hub",
            s -> s.bound(s.connection("c").dockerHub("contoso", "x")),
            Reason.REGISTRY_TYPE_UNSUPPORTED),
        row(
            "A-25 another type",
            s -> s.bound(s.connection("c").generic("https://contoso.example", "u", "x")),
            Reason.CONNECTION_TYPE_UNSUPPORTED),
        row(
            "A-20a somebody else's",
            s ->
                s.bound(
                    s.connection("c")
                        .azureResourceManager(
                            Contoso.TENANT, UUID.randomUUID().toString(), "x", sub, "P")),
            Reason.IDENTITY_MISMATCH),
        row(
            "A-12 no administrator",
            s -> {
              s.azurerm("c");
              s.worker()
                  .leaves(s.project().endpointAdministrators())
                  .joins(s.project().contributors());
            },
            Reason.NOT_AN_ADMINISTRATOR),
        row(
            "C-5 no right on this connection",
            s -> s.azurerm("c").noLongerOrganizationAdministrator(s.worker()),
            Reason.CONNECTION_ADMINISTRATION_DENIED),
        row("FAULT-9 deleted", s -> s.azurerm("c").delete(), Reason.CONNECTION_NOT_FOUND));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("beforeAnythingIsAskedOfAzureDevOps")
  void aRefusalBySettingsMakesNoCallToAzureDevOpsAtAll(
      String row, Consumer<Scene> change, Reason reason) {
    UUID id = refused(change);

    assertThat(scene.organization().calls()).isEmpty();
    assertThat(bench.last(id).reason()).isEqualTo(reason);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("byWhatAzureDevOpsSays")
  void aRefusalByWhatIsThereMakesNoWrite(String row, Consumer<Scene> change, Reason reason) {
    UUID id = refused(change);

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(reason);
    assertThat(bench.story(id)).contains("ADMIT REFUSED " + reason);
    assertThat(scene.writes()).isEmpty();
  }

  private UUID refused(Consumer<Scene> change) {
    change.accept(scene);
    UUID id = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    return id;
  }

  @Test
  void whatIsSwitchedOffIsSkippedAndNotRefused() {
    UUID id = refused(s -> s.tenantEnabled(false).azurerm("c"));

    assertThat(bench.story(id))
        .containsExactly("RECEIVE SUCCEEDED", "CONCLUDE SKIPPED TENANT_INTEGRATION_OFF");
  }

  @Test
  void anUnknownApplicationIsADeadLetterToo() {
    Scene stranger = new Scene(bench.contoso);
    UUID id = UUID.randomUUID();
    bench.store(
        Rotation.received(
            id,
            Contoso.TENANT,
            UUID.randomUUID().toString(),
            Trigger.SECRET_RENEWED,
            Optional.of(stranger.renew().version()),
            Optional.empty(),
            false,
            "rotation-events|3|42",
            Optional.empty(),
            bench.contoso.clock().instant()));

    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.UNKNOWN_APPLICATION);
    assertThat(
            bench
                .jdbc
                .sql(
                    "select headers->>'reason' || ' ' || (headers->>'origin-offset') from outbox"
                        + " where topic = 'rotation-events.dead-letter'")
                .query(String.class)
                .list())
        .containsExactly("UNKNOWN_APPLICATION 42");
  }

  @Test
  void newsThatNamesAnotherApplicationsSecretIsRefused() {
    Scene other = new Scene(bench.contoso);
    ServiceConnection connection = scene.azurerm("c");
    scene.renew();
    UUID id = bench.arrive(scene, other.renew().version());

    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.SECRET_LOCATION_MISMATCH);
    assertThat(connection.calls()).isEmpty();
  }

  @Test // FAULT-15
  void aVersionThatIsDisabledIsRefusedBeforeAnyConnectionIsTouched() {
    ServiceConnection connection = scene.azurerm("c");
    Renewed renewed = scene.renew();
    bench
        .contoso
        .azure()
        .keyVault()
        .enable(Contoso.VAULT, scene.secret().name(), renewed.version().version(), false);
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.story(id)).contains("READ REFUSED SECRET_DISABLED");
    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(connection.writes()).isEmpty();
  }

  private static Arguments row(String name, Consumer<Scene> change, Reason reason) {
    return arguments(name, change, reason);
  }
}
