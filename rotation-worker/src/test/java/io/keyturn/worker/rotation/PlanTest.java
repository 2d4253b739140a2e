package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Planned.Check;
import io.keyturn.contracts.output.Planned.Verdict;
import io.keyturn.contracts.output.Step;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.http.Faults;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan says what a rotation would do, and does nothing. */
class PlanTest {

  /**
   * Whatever could change something in Azure or carry a secret out of it; the doubles let it pass
   * and count it. The two POSTs that are left out ask for identities and for effective rights.
   */
  private static final List<Fault> TRIPWIRES =
      List.of(
          tripwire("PUT", ".*"),
          tripwire("PATCH", ".*"),
          tripwire("DELETE", ".*"),
          tripwire("POST", "/graph/.*"),
          tripwire("POST", "/vaults/.*"),
          tripwire("POST", "/devops/(?!.*(identitybatch|permissionevaluationbatch)).*"),
          tripwire("GET", "/vaults/[^/]+/secrets/(?!.*/versions).*"),
          tripwire("GET", "/registries/.*"),
          tripwire("GET", "/v2/.*"));

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final Member service =
      scene
          .organization()
          .user(UUID.randomUUID().toString(), "Service account", "svc@contoso.example");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @ParameterizedTest
  @EnumSource(
      value = Trigger.class,
      names = {"RENEW_REQUESTED", "PROPAGATE_REQUESTED"})
  @Tag("FAULT-24")
  void noWriteAndNoSecretReadReachesAzure(Trigger mode) {
    ServiceConnection connection = ready();
    List<?> atEntra = scene.atEntra();
    int versions = scene.inVault().size();
    TRIPWIRES.forEach(bench.contoso.azure().faults()::add);

    UUID id = plan(mode);

    assertThat(bench.state(id)).as(bench.story(id)::toString).isEqualTo(RotationState.PLANNED);
    assertThat(bench.last(id).message()).startsWith("1 of 1 service connections would get");
    assertThat(tripped()).isEmpty();
    assertThat(scene.writes()).isEmpty();
    assertThat(connection.updates()).isZero();
    assertThat(scene.atEntra()).isEqualTo(atEntra);
    assertThat(scene.inVault()).hasSize(versions);

    bench.ask(bench.asked(scene, mode, false));
    bench.worker.run();
    assertThat(tripped()).as("the same without plan").isNotEmpty();
  }

  @Test
  void itNamesTheExactTargetTheParameterAndEachCheck() {
    ServiceConnection connection = ready();

    UUID id = plan(Trigger.PROPAGATE_REQUESTED);

    assertThat(bench.story(id))
        .containsExactly(
            "RECEIVE SUCCEEDED",
            "ADMIT PLANNED",
            "UPDATE PLANNED",
            "READ PLANNED",
            "RETIRE PLANNED OLD_SECRET_NOT_OURS",
            "CONCLUDE PLANNED");
    Planned planned = planned(id, Step.UPDATE);
    assertThat(planned.parameter()).isEqualTo("serviceprincipalkey");
    assertThat(planned.target())
        .isEqualTo(
            new Planned.Target(
                scene.organization().name(),
                UUID.fromString(scene.project().id()),
                scene.project().name(),
                UUID.fromString(connection.id()),
                connection.name(),
                "azurerm"));
    assertThat(Objects.requireNonNull(planned.checks()))
        .extracting(Check::name, Check::verdict)
        .containsExactly(
            tuple("CONNECTION_VISIBLE", Verdict.PASSED),
            tuple("CONNECTION_KIND", Verdict.PASSED),
            tuple("IDENTITY_MATCH", Verdict.PASSED),
            tuple("ADMINISTRATOR", Verdict.PASSED),
            tuple("CONNECTION_RIGHT", Verdict.PASSED));
  }

  @Test
  void whatWouldBeRefusedIsSaidOfEachConnectionWithEveryCheck() {
    ready();
    ServiceConnection foreign =
        scene
            .connection("of-another")
            .azureResourceManager(
                "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10",
                UUID.randomUUID().toString(),
                "canary-other",
                "1272a66f-e2e8-4e88-ab43-487409186c3f",
                "Contoso Production");
    foreign.organizationAdministrator(service);
    scene.bind(foreign);

    UUID id = plan(Trigger.PROPAGATE_REQUESTED);

    assertThat(bench.last(id).message()).startsWith("1 of 2");
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SOME_BINDINGS_FAILED);
    OutputLine refused =
        bench.output.of(id).stream()
            .filter(line -> line.outcome() == Outcome.REFUSED)
            .findFirst()
            .orElseThrow();
    assertThat(refused.reason()).isEqualTo(Reason.IDENTITY_MISMATCH);
    assertThat(Objects.requireNonNull(Objects.requireNonNull(refused.planned()).checks()))
        .filteredOn(check -> check.verdict() == Verdict.FAILED)
        .extracting(Check::name)
        .containsExactly("IDENTITY_MATCH");
    assertThat(Objects.requireNonNull(Objects.requireNonNull(refused.planned()).checks()))
        .as("the others were looked at, too")
        .hasSize(5);
  }

  @Test
  @Tag("A-04")
  void withTheTenantSwitchedOffNothingIsAskedOfAzureDevOps() {
    ready();
    scene.tenantEnabled(false);

    UUID id = plan(Trigger.RENEW_REQUESTED);

    assertThat(bench.state(id)).isEqualTo(RotationState.PLANNED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.TENANT_INTEGRATION_OFF);
    assertThat(scene.organization().calls()).isEmpty();
  }

  @Test
  void whatARenewalWouldMakeAndRetireIsSaid() {
    ready();
    UUID first = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(first)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    String ours = scene.madeByKeyturn().getLast().keyId();

    UUID id = plan(Trigger.RENEW_REQUESTED);

    assertThat(message(id, Step.RENEW)).contains("Entra would make").contains(scene.name());
    assertThat(message(id, Step.RETIRE)).contains(ours).contains("would be removed");
    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  @Tag("FAULT-15")
  void aSecretThatExpiredOrIsDisabledIsFoundWithoutItsValue() {
    ready();
    bench
        .contoso
        .azure()
        .keyVault()
        .enable("contoso", scene.secret().name(), scene.inVault().getLast().version(), false);

    UUID id = plan(Trigger.PROPAGATE_REQUESTED);

    assertThat(bench.last(id).reason()).isEqualTo(Reason.SECRET_DISABLED);
    assertThat(bench.state(id)).isEqualTo(RotationState.PLANNED);
  }

  @Test
  void whatCannotBeLookedAtNowIsUnknownAndThePlanEndsAllTheSame() {
    ready();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.always("GET", "/devops/.*/endpoints/.*", new Effect.Status(503, Map.of(), "{}")));

    UUID id = plan(Trigger.PROPAGATE_REQUESTED);

    assertThat(bench.state(id)).isEqualTo(RotationState.PLANNED);
    assertThat(planned(id, Step.ADMIT, Outcome.WARNING).checks())
        .first()
        .extracting(Check::verdict)
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  @Tag("FAULT-2")
  void itNeitherSupersedesNorIsSupersededNorWaitsForWhatWaits() {
    ServiceConnection connection = ready();
    Scene.Renewed renewed = scene.renew();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.always(
                "POST", "/devops/.*/endpointproxy", new Effect.Status(503, Map.of(), "{}")));
    UUID real = bench.arrive(scene, renewed.version());
    bench.worker.run();
    assertThat(bench.state(real).isFinished()).isFalse();

    UUID id = plan(Trigger.PROPAGATE_REQUESTED);

    assertThat(bench.state(id)).isEqualTo(RotationState.PLANNED);
    assertThat(bench.state(real).isFinished()).isFalse();
    bench.contoso.mend();
    bench.runUntilFinished(real);
    assertThat(bench.state(real)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  /** Signs in with a token, so that no secret is needed for looking either. */
  private ServiceConnection ready() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    scene.renew();
    service.joins(scene.organization().projectCollectionAdministrators());
    connection.organizationAdministrator(service);
    scene.personalAccessToken(
        scene
            .organization()
            .personalAccessToken(
                service,
                "keyturn",
                bench.contoso.clock().instant().plus(Duration.ofDays(30)),
                "vso.serviceendpoint_manage",
                "vso.project",
                "vso.graph",
                "vso.identity"));
    return connection;
  }

  private UUID plan(Trigger mode) {
    UUID id = bench.ask(bench.asked(scene, mode, false).asPlan(true));
    bench.worker.run();
    return id;
  }

  private List<Fault> tripped() {
    return bench.contoso.azure().faults().list().stream()
        .filter(armed -> armed.hits() > 0)
        .map(Faults.Armed::fault)
        .toList();
  }

  private static Fault tripwire(String method, String path) {
    return Fault.always(method, path, new Effect.ApplyAndAdd(Map.of()));
  }

  private Planned planned(UUID id, Step step) {
    return planned(id, step, Outcome.PLANNED);
  }

  private Planned planned(UUID id, Step step, Outcome outcome) {
    return bench.output.of(id).stream()
        .filter(line -> line.step() == step && line.outcome() == outcome)
        .map(line -> Objects.requireNonNull(line.planned()))
        .findFirst()
        .orElseThrow();
  }

  private String message(UUID id, Step step) {
    return bench.output.of(id).stream()
        .filter(line -> line.step() == step)
        .findFirst()
        .orElseThrow()
        .message();
  }
}
