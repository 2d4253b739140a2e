package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rotation that makes the secret it carries. */
class RenewalTest {

  private static final String ADD = "/graph/.*/addPassword";
  private static final String REMOVE = "/graph/.*/removePassword";
  private static final String STORE = "/vaults/contoso/secrets/.*";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @AfterEach
  void mayStoreAgain() {
    permit(Permission.SECRETS_OFFICER);
    bench.contoso.mend();
  }

  @Test
  void aNewSecretIsMadeStoredWithItsOriginAnnouncedAndCarried() {
    Renewed before = scene.renew();
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.story(id))
        .containsExactly(
            "RECEIVE SUCCEEDED",
            "ADMIT SUCCEEDED",
            "RENEW SUCCEEDED",
            "READ SUCCEEDED",
            "PROVE SUCCEEDED",
            "UPDATE SUCCEEDED",
            "VERIFY SUCCEEDED",
            "RETIRE SKIPPED OLD_SECRET_NOT_OURS",
            "CONCLUDE SUCCEEDED");
    assertThat(scene.madeByKeyturn()).hasSize(1);
    var made = scene.madeByKeyturn().getFirst();
    var stored = scene.inVault().getLast();
    assertThat(connection.holds(stored.value())).isTrue();
    assertThat(stored.tags())
        .containsEntry("keyturn-application", scene.clientId())
        .containsEntry("keyturn-key-id", made.keyId())
        .containsEntry("keyturn-expires-on", made.endDateTime().toString())
        .containsEntry("keyturn-previous-version", before.version().version())
        .containsEntry("keyturn-rotation", id.toString());
    assertThat(made.endDateTime())
        .isBetween(
            bench.contoso.clock().instant().plus(Duration.ofDays(179)),
            bench.contoso.clock().instant().plus(Duration.ofDays(181)));
    assertThat(bench.journal.find(id).orElseThrow().secret().map(SecretVersion::version))
        .contains(stored.version());
    assertThat(
            bench
                .jdbc
                .sql("select convert_from(value, 'UTF8') from outbox where topic = :topic")
                .param("topic", Topics.ROTATION_EVENTS)
                .query(String.class)
                .single())
        .contains("io.keyturn.secret.renewed.v1", made.keyId(), stored.version())
        .doesNotContain(stored.value());
  }

  @Test
  void foreignClientSecretsAreReportedAndStay() {
    scene.renew();
    Set<String> foreign = keyIds();
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(keyIds()).containsAll(foreign);
    assertThat(bench.output.of(id))
        .filteredOn(line -> line.reason() == Reason.OLD_SECRET_NOT_OURS)
        .singleElement()
        .satisfies(
            line -> assertThat(line.message()).contains("not made by Keyturn").contains(foreign));
  }

  @Tag("FAULT-16")
  @ParameterizedTest
  @ValueSource(ints = {400, 409})
  void aConcurrencyConflictIsWaitedOutAndMakesOneSecret(int status) {
    bench.contoso.azure().graph().conflict(status, 2);
    UUID id = bench.askToRenew(scene);

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(bench.story(id)).containsOnlyOnce("RENEW WAITING RENEWAL_CONFLICT");
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void anAnswerThatIsLostIsNotRepeatedBeforeOurOwnKeyIsLookedFor() {
    bench.contoso.azure().faults().add(Fault.once("POST", ADD, new Effect.ApplyThenReset()));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(scene.madeByKeyturn()).as("made, and nobody has its text").hasSize(1);
    String lost = scene.madeByKeyturn().getFirst().keyId();

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(keyIds()).doesNotContain(lost);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(bench.story(id)).containsOnlyOnce("RENEW WARNING LOST_SECRET_REMOVED");
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aVersionThatWasStoredAlthoughTheAnswerWasLostIsCarriedAndNotMadeAgain() {
    bench.contoso.azure().faults().add(Fault.once("PUT", STORE, new Effect.ApplyThenReset()));
    UUID id = bench.askToRenew(scene);

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(scene.inVault()).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aVaultThatCannotBeWrittenForAWhileCostsNoOrphan() {
    bench
        .contoso
        .azure()
        .faults()
        .add(new Fault("PUT", STORE, 4, new Effect.Status(503, Map.of(), "{}")));
    UUID id = bench.askToRenew(scene);

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(scene.inVault()).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  @Tag("Z-03")
  void aVaultThatMayOnlyBeReadIsEnoughToCarryAndARenewalLeavesNothingBehindAtEntra() {
    permit(Permission.SECRETS_USER);
    UUID carried = bench.arrive(scene, scene.renew().version());
    bench.worker.run();
    assertThat(bench.state(carried)).isEqualTo(RotationState.SUCCEEDED);
    int writes = scene.writes().size();
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.VAULT_WRITE_FORBIDDEN);
    assertThat(bench.last(id).message()).contains("Key Vault Secrets Officer");
    assertThat(scene.madeByKeyturn()).isEmpty();
    assertThat(scene.writes()).hasSize(writes);
  }

  @Test
  void aPolicyThatForbidsSecretsIsReportedAsSuch() {
    bench.contoso.azure().graph().passwordPolicy(false, null);
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SECRETS_FORBIDDEN_BY_POLICY);
    assertThat(scene.writes()).isEmpty();
  }

  @Test
  void aPolicyThatShortensSecretsIsReportedAndAShorterValidityIsAccepted() {
    bench.contoso.azure().graph().passwordPolicy(true, Duration.ofDays(90));
    UUID tooLong = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.last(tooLong).reason()).isEqualTo(Reason.SECRET_LIFETIME_LIMITED_BY_POLICY);

    scene.renewal(new RotationSettings.Renewal(true, Duration.ofDays(60), Duration.ofHours(24)));
    UUID shorter = bench.askToRenew(scene);
    bench.worker.run();

    assertThat(bench.state(shorter)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  void anIdentityThatMayNotChangeTheApplicationIsToldWhatItNeeds() {
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.always("POST", ADD, new Effect.Status(403, Map.of(), "{}")));
    UUID id = bench.askToRenew(scene);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.RENEWAL_FORBIDDEN);
    assertThat(bench.last(id).message()).contains("Application.ReadWrite.OwnedBy");
  }

  @Test
  @Tag("FAULT-17")
  void aNewSecretThatTakesMinutesToBeKnownIsWaitedForAndMadeOnce() {
    bench.contoso.azure().entra().propagation(Duration.ofSeconds(40), true);
    UUID id = bench.askToRenew(scene);

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(scene.inVault()).hasSize(1);
    assertThat(bench.story(id)).containsOnlyOnce("RENEW SUCCEEDED");
  }

  @Test
  void keyVaultsNewsOfOurOwnVersionStartsNoSecondRotation() {
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    SecretVersion ours = bench.journal.find(id).orElseThrow().secret().orElseThrow();
    int updates = connection.updates();
    int calls = scene.organization().calls().size();
    UUID echo = bench.arrive(scene, Trigger.VAULT_NEW_VERSION, Optional.of(ours));

    bench.worker.run();

    assertThat(bench.state(echo)).isEqualTo(RotationState.SKIPPED);
    assertThat(bench.last(echo).reason()).isEqualTo(Reason.OWN_RENEWAL);
    assertThat(bench.last(echo).message()).contains(id.toString());
    assertThat(connection.updates()).isEqualTo(updates);
    assertThat(scene.organization().calls()).hasSize(calls);
  }

  @Test
  void aVersionThatExpiresSoonIsRenewed() {
    Renewed old = scene.renew();
    UUID id = bench.arrive(scene, Trigger.VAULT_NEAR_EXPIRY, Optional.of(old.version()));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
    assertThat(bench.journal.find(id).orElseThrow().secret()).isNotEqualTo(Optional.of(old));
  }

  @Test
  void aVersionThatExpiresAndIsNotCurrentAnyMoreIsNotRenewedAgain() {
    Renewed old = scene.renew();
    scene.renew();
    UUID id = bench.arrive(scene, Trigger.VAULT_NEAR_EXPIRY, Optional.of(old.version()));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SKIPPED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.ALREADY_RENEWED);
    assertThat(scene.madeByKeyturn()).isEmpty();
  }

  @Test
  void whereAutomaticRenewalIsOffAnExpiryIsToldAndNothingIsMade() {
    Renewed old = scene.renew();
    scene.renewal(new RotationSettings.Renewal(false, Duration.ofDays(180), Duration.ofHours(24)));
    UUID id = bench.arrive(scene, Trigger.VAULT_NEAR_EXPIRY, Optional.of(old.version()));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.RENEWAL_OFF);
    assertThat(scene.madeByKeyturn()).isEmpty();
  }

  @Test
  void anExpiredSecretAlarmsAndIsRenewed() {
    Renewed old = scene.renew();
    UUID id = bench.arrive(scene, Trigger.VAULT_EXPIRED, Optional.of(old.version()));

    bench.worker.run();

    assertThat(bench.story(id)).containsOnlyOnce("ADMIT WARNING SECRET_EXPIRED");
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(scene.inVault().getLast().value())).isTrue();
  }

  @Test
  void aRegistryPasswordThatEntraDoesNotMakeIsNotRenewed() {
    Scene registry = new Scene(bench.contoso);
    ServiceConnection docker = registry.docker("registry", Contoso.BEARER_REGISTRY);
    UUID id = bench.askToRenew(registry);

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.REGISTRY_PASSWORD_NOT_RENEWABLE);
    assertThat(registry.madeByKeyturn()).isEmpty();
    assertThat(docker.updates()).isZero();
  }

  @Test
  @Tag("A-21")
  void aPasswordOfAnAzureRegistryIsRenewedLikeAnyClientSecret() {
    Scene registry = new Scene(bench.contoso);
    ServiceConnection docker = registry.azureRegistry("images");
    UUID first = bench.askToRenew(registry);
    bench.runUntilFinished(first);
    assertThat(bench.state(first))
        .as(() -> bench.last(first).message())
        .isEqualTo(RotationState.SUCCEEDED);
    assertThat(docker.holds(registry.inVault().getLast().value())).isTrue();
    bench.turn(Duration.ofSeconds(5));

    UUID second = bench.askToRenew(registry, true);
    bench.runUntilFinished(second);

    assertThat(bench.state(second)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(docker.holds(registry.inVault().getLast().value())).isTrue();
    assertThat(registry.madeByKeyturn()).as("the one before is retired").hasSize(1);
  }

  @Test
  void anAzureRegistryThatDoesNotKnowThePasswordYetIsWaitedFor() {
    Scene registry = new Scene(bench.contoso);
    ServiceConnection docker = registry.azureRegistry("images");
    bench.contoso.azure().entra().propagation(Duration.ofSeconds(30), true);
    UUID id = bench.askToRenew(registry);
    bench.worker.run();
    assertThat(bench.story(id)).endsWith("PROVE WAITING CANDIDATE_NOT_YET_VALID");
    assertThat(docker.updates()).isZero();

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test
  void aSecretThatCannotBeRemovedAfterItWasLostIsRemovedLater() {
    bench.contoso.azure().faults().add(Fault.once("POST", ADD, new Effect.ApplyThenReset()));
    bench
        .contoso
        .azure()
        .faults()
        .add(new Fault("POST", REMOVE, 2, new Effect.Status(503, Map.of(), "{}")));
    UUID id = bench.askToRenew(scene);

    bench.runUntilFinished(id);

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  private Set<String> keyIds() {
    return scene.atEntra().stream()
        .map(key -> key.keyId())
        .collect(java.util.stream.Collectors.toSet());
  }

  private void permit(Set<Permission> granted) {
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
            granted);
  }
}
