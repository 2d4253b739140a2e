package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Application.FederatedCredential;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker without any secret of Azure DevOps: it acts as the machine that it runs on. */
class MachineIdentityTest {

  private final Bench bench = new Bench();
  private final EmbeddedEntra entra = bench.contoso.azure().entra();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");
  private final String machine = UUID.randomUUID().toString();
  private final String registration = UUID.randomUUID().toString();

  @AfterEach
  void detach() {
    entra.detachIdentity(machine);
  }

  @Test
  @Tag("S-18")
  @DisplayName("S-16, S-18: the machine's identity carries a secret with no user and no secret")
  void theMachineUpdatesAConnection() {
    String principal = entra.attachIdentity(registration(machine), true);
    administers(principal, machine);
    scene.signIn(new WorkerSignIn.ManagedIdentity(null, null));
    Renewed renewed = scene.renew();

    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.state(id)).as(bench.story(id).toString()).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  @Tag("D-21")
  @DisplayName("D-21, Z-19: a federated credential that was just made is waited for")
  void aNewFederatedCredentialIsWaitedFor() {
    String principal = entra.attachIdentity(registration(machine), true);
    entra.addApplication(registration(registration));
    administers(entra.servicePrincipalId(Contoso.TENANT, registration).orElseThrow(), registration);
    scene.signIn(federated());
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.FEDERATION_MISMATCH);
    assertThat(bench.last(id).message())
        .contains("AADSTS70021", "issuer", "subject " + principal, "tries again by itself");

    entra.changeApplication(
        registration,
        it ->
            it.withCredentials(
                List.of(
                    new FederatedCredential(
                        entra.issuer(Contoso.TENANT), principal, "api://AzureADTokenExchange")),
                List.of()));
    bench.turn(Duration.ofMinutes(2));
    bench.worker.run();

    assertThat(bench.state(id)).as(bench.story(id).toString()).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  @Tag("D-21")
  @DisplayName("D-21: a federated credential that does not match is refused after minutes")
  void aWrongFederatedCredentialIsGivenUp() {
    entra.attachIdentity(registration(machine), true);
    entra.addApplication(registration(registration));
    scene.signIn(federated());
    UUID id = bench.arrive(scene, scene.renew().version());
    Instant begun = bench.contoso.clock().instant();

    for (int n = 0; n < 200 && bench.state(id) != RotationState.FAILED; n++) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(10));
    }

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(Duration.between(begun, bench.contoso.clock().instant()))
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(11));
    assertThat(bench.last(id).reason()).isEqualTo(Reason.PATIENCE_EXHAUSTED);
    assertThat(bench.last(id).message()).contains("FEDERATION_MISMATCH", "Compare issuer");
    assertThat(scene.writes()).isEmpty();
  }

  private WorkerSignIn federated() {
    return new WorkerSignIn.ManagedIdentity(
        null, new WorkerSignIn.ManagedIdentity.Application(Contoso.TENANT, registration));
  }

  private void administers(String principal, String clientId) {
    Member member = scene.organization().servicePrincipal(principal, clientId, "machine");
    member.joins(scene.project().endpointAdministrators());
    connection.organizationAdministrator(member);
  }

  private static Application registration(String clientId) {
    return Application.of(Contoso.TENANT, UUID.randomUUID().toString(), clientId, "machine");
  }
}
