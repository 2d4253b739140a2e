package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.Scopes;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the worker's identity was granted is what it can do; what is asked for suffices. */
class GrantsTest {

  /** What a rotation asks Azure DevOps about; nothing of code, work items or builds. */
  private static final Pattern ASKED =
      Pattern.compile(
          ".*/_apis/(serviceendpoint/(endpoints|endpointproxy)|connectionData|graph/(groups|descriptors)"
              + "|identities|projects|security/permissionevaluationbatch|permissions)\\b.*");

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  @Test
  @DisplayName("A-03: news of one application reaches its own service connections and no other's")
  void onlyTheRotatedApplicationsConnectionsAreTouched() {
    Scene other = new Scene(bench.contoso);
    ServiceConnection mine = scene.azurerm("mine");
    ServiceConnection neighbour =
        scene
            .connection("neighbour")
            .azureResourceManager(
                Contoso.TENANT, other.clientId(), other.seeded(), Contoso.SUBSCRIPTION, "Prod")
            .organizationAdministrator(scene.worker());
    ServiceConnection elsewhere = other.azurerm("elsewhere");
    List<String> held = neighbour.secretFingerprints();
    Renewed renewed = scene.renew();

    bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(mine.holds(renewed.value())).isTrue();
    assertThat(neighbour.calls()).as("beside it, in the same project").isEmpty();
    assertThat(neighbour.secretFingerprints()).isEqualTo(held);
    assertThat(other.organization().calls()).as("bound to the other application").isEmpty();

    Renewed others = other.renew();
    bench.arrive(other, others.version());
    bench.worker.run();

    assertThat(elsewhere.holds(others.value())).isTrue();
    assertThat(mine.updates()).isEqualTo(1);
    assertThat(neighbour.calls()).as("bound to nobody").isEmpty();
  }

  @Test
  @DisplayName("D-05, R-04: the project's endpoint administration is enough, and all that is used")
  void oneProjectsEndpointAdministrationIsEnough() {
    var closed = scene.organization().project("Closed");
    ServiceConnection connection = scene.azurerm("payments-prod");
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.updates()).isEqualTo(1);
    assertThat(scene.organization().calls())
        .isNotEmpty()
        .extracting(RecordedCall::path)
        .allMatch(path -> ASKED.matcher(path).matches())
        .noneMatch(path -> path.contains(closed.id()));
  }

  @Test
  @DisplayName("R-06: the scopes that Keyturn names are enough")
  void theNamedScopesAreEnough() {
    ServiceConnection connection = boundWithToken(Scopes.NEEDED.stream().map(Scopes.Scope::api));
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).as(bench.last(id).message()).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vso.serviceendpoint_manage", "vso.graph", "vso.identity"})
  @DisplayName("R-06, R-07: without one of them nothing is written, and all of them are named")
  void withoutOneOfThemNothingIsWritten(String left) {
    boundWithToken(
        Scopes.NEEDED.stream().map(Scopes.Scope::api).filter(scope -> !scope.equals(left)));
    UUID id = bench.arrive(scene, scene.renew().version());

    runToItsEnd();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(told(id)).contains(Scopes.NEEDED.stream().map(Scopes.Scope::portal).toList());
    assertThat(scene.writes()).as("what changed something").noneMatch(it -> it.status() == 200);
  }

  @Test
  @DisplayName("R-07: a token that may only read is stopped by Azure DevOps at the write")
  void aReadOnlyTokenIsStoppedByAzureDevOps() {
    ServiceConnection connection =
        boundWithToken(
            Stream.of("vso.serviceendpoint_query", "vso.project", "vso.graph", "vso.identity"));
    List<String> held = connection.secretFingerprints();
    UUID id = bench.arrive(scene, scene.renew().version());

    runToItsEnd();

    assertThat(bench.story(id))
        .contains("PROVE SUCCEEDED", "UPDATE REFUSED TOKEN_INVALID_OR_EXPIRED");
    assertThat(told(id)).contains("Service Connections (Read, query & manage)");
    assertThat(scene.writes())
        .as("once more, for a token may have been replaced meanwhile; then never again")
        .hasSize(2)
        .allMatch(it -> it.status() == 401);
    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(connection.secretFingerprints()).isEqualTo(held);
  }

  @Test
  @DisplayName("R-07: 403 to the write names the role and the scope, and is not repeated")
  void aForbiddenWriteIsNotRepeated() {
    scene.azurerm("payments-prod");
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.once(
                "PUT",
                "/devops/.*/_apis/serviceendpoint/endpoints/.*",
                new Effect.Status(403, Map.of("Content-Type", "application/json"), "{}")));
    UUID id = bench.arrive(scene, scene.renew().version());

    runToItsEnd();

    assertThat(bench.last(id).reason()).isEqualTo(Reason.CONNECTION_ADMINISTRATION_DENIED);
    assertThat(told(id))
        .contains("Administrator role on this service connection")
        .contains("vso.serviceendpoint_manage");
    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(scene.writes()).as("the fault was the only one").isEmpty();
  }

  @Test
  @DisplayName(
      "Z-06, Z-22: the role that is missing is asked for on the vault, for an object id; then it works")
  void theRoleIsAssignedToTheObjectIdThatIsNamed() {
    String vault = "kv" + UUID.randomUUID().toString().substring(0, 8);
    bench.contoso.azure().keyVault().addVault(vault, Contoso.TENANT);
    scene.keptIn(vault);
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    // The classic mistake: the id that the identity signs in with.
    bench.contoso.azure().keyVault().permit(vault, Contoso.WORKER, Permission.SECRETS_USER);
    UUID first = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.last(first).reason()).isEqualTo(Reason.SECRET_FORBIDDEN);
    String told = bench.last(first).message();
    assertThat(told)
        .contains("Key Vault Secrets User on https://" + vault + ".vault.azure.net")
        .contains("about a minute");
    var objectId = Pattern.compile("object id ([0-9a-f-]{36})").matcher(told);
    assertThat(objectId.find()).as(told).isTrue();

    bench.contoso.azure().keyVault().permit(vault, objectId.group(1), Permission.SECRETS_USER);
    UUID again = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.state(again)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  /** As often as it wants, within the patience of a token of the worker's own. */
  private void runToItsEnd() {
    for (int turn = 0; turn < 5; turn++) {
      bench.worker.run();
      bench.turn(Duration.ofSeconds(10));
    }
  }

  private String told(UUID rotation) {
    return bench.output.of(rotation).stream()
        .map(OutputLine::message)
        .collect(Collectors.joining("\n"));
  }

  /** A service account in Endpoint Administrators, whose token the worker signs in with. */
  private ServiceConnection boundWithToken(Stream<String> scopes) {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Member service =
        scene
            .organization()
            .user(UUID.randomUUID().toString(), "Service account", "svc@contoso.example");
    service.joins(scene.project().endpointAdministrators());
    connection.organizationAdministrator(service);
    scene.personalAccessToken(
        scene
            .organization()
            .personalAccessToken(
                service,
                "keyturn",
                bench.contoso.clock().instant().plusSeconds(86_400),
                scopes.toArray(String[]::new)));
    return connection;
  }
}
