package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The plain way of a secret, and which way it may not go. */
class RotationFlowTest {

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  @Test
  void aRenewedSecretIsProvenWrittenAndVerifiedAndEveryStepIsTold() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.output.of(id).stream().map(RotationFlowTest::told))
        .containsExactly(
            "RECEIVE SUCCEEDED The secret was renewed: version VERSION of SECRET.",
            "ADMIT SUCCEEDED ORG/Payments/payments-prod: the worker's identity is in [Payments]\\Endpoint"
                + " Administrators and may administer this connection.",
            "READ SUCCEEDED Read version VERSION of SECRET from Key Vault.",
            "PROVE SUCCEEDED The new secret works for the subscription Contoso Production.",
            "UPDATE SUCCEEDED The service connection payments-prod in ORG/Payments holds version"
                + " VERSION of the secret.",
            "VERIFY SUCCEEDED The service connection payments-prod in ORG/Payments works with what"
                + " is stored in it.",
            "RETIRE SKIPPED The old secret was not made by Keyturn and stays valid. Remove it in"
                + " Entra or the registry once nothing else uses it.",
            "CONCLUDE SUCCEEDED Every service connection of APP holds the new secret and works.");
    assertThat(bench.output.of(id).stream().map(OutputLine::sequence))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 8).boxed().toList());
  }

  @Test
  void aRegistryPasswordGoesTheSameWayAndIsProvenAtTheRegistryItself() {
    ServiceConnection connection = scene.docker("storefront", Contoso.BEARER_REGISTRY);
    Renewed renewed = scene.renewPassword(Contoso.BEARER_REGISTRY);
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.story(id))
        .containsExactly(
            "RECEIVE SUCCEEDED",
            "ADMIT SUCCEEDED",
            "READ SUCCEEDED",
            "PROVE SUCCEEDED",
            "UPDATE SUCCEEDED",
            "VERIFY SUCCEEDED",
            "RETIRE SKIPPED OLD_SECRET_NOT_OURS",
            "CONCLUDE SUCCEEDED");
    assertThat(bench.output.of(id).get(3).message())
        .isEqualTo(
            "The new secret works for the registry "
                + bench.contoso.azure().registryUrl(Contoso.BEARER_REGISTRY)
                + ".");
  }

  @Test
  void membershipThroughAnEntraGroupNestedInTheProjectsGroupCounts() {
    scene.worker().leaves(scene.project().endpointAdministrators());
    scene
        .worker()
        .joins(
            scene
                .organization()
                .entraGroup(UUID.randomUUID().toString(), "Platform Automation")
                .joins(
                    scene
                        .project()
                        .group("Release Engineers")
                        .joins(scene.project().administrators())));
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(bench.output.of(id).get(1).message())
        .contains("is in [Payments]\\Project Administrators");
  }

  @Test
  void aRequestCarriesTheVersionThatIsCurrent() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    scene.renew();
    Renewed current = scene.renew();
    UUID id = bench.arrive(scene, Trigger.PROPAGATE_REQUESTED, Optional.empty());

    bench.worker.run();

    assertThat(connection.holds(current.value())).isTrue();
    assertThat(bench.journal.find(id).orElseThrow().secret()).contains(current.version());
  }

  @Test // FAULT-19
  void aPersonalAccessTokenIsOpenedAndUsed() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    var service =
        scene
            .organization()
            .user(UUID.randomUUID().toString(), "Service account", "svc@contoso.example");
    service.joins(scene.organization().projectCollectionAdministrators());
    connection.organizationAdministrator(service);
    scene.personalAccessToken(
        scene
            .organization()
            .personalAccessToken(
                service,
                "keyturn",
                bench.contoso.clock().instant().plusSeconds(86_400),
                "vso.serviceendpoint_manage",
                "vso.project",
                "vso.graph",
                "vso.identity"));
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(connection.writes()).extracting("who").containsOnly("Service account");
  }

  @Test // FAULT-1
  void theSameNewsTwiceIsOneRotationAndOneWrite() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    Rotation news =
        bench.rotation(
            scene, UUID.randomUUID(), Trigger.SECRET_RENEWED, Optional.of(renewed.version()));
    bench.store(news, news);
    bench.worker.run();
    bench.store(news);

    bench.worker.run();

    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.story(news.id())).containsOnlyOnce("RECEIVE SUCCEEDED", "CONCLUDE SUCCEEDED");
  }

  @Test // FAULT-1
  void otherNewsOfAVersionThatIsAlreadyThereIsNotWrittenAgain() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    bench.arrive(scene, renewed.version());
    bench.worker.run();
    UUID again = bench.arrive(scene, Trigger.VAULT_NEW_VERSION, Optional.of(renewed.version()));

    bench.worker.run();

    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.state(again)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.story(again)).contains("UPDATE SKIPPED " + Reason.ALREADY_HELD);
  }

  private static String told(OutputLine line) {
    return (line.step() + " " + line.outcome() + " " + line.message())
        .replaceAll("[0-9a-f]{32}", "VERSION")
        .replaceAll("shop[0-9]+-secret", "SECRET")
        .replaceAll("org-shop[0-9]+", "ORG")
        .replaceAll("shop[0-9]+", "APP");
  }
}
