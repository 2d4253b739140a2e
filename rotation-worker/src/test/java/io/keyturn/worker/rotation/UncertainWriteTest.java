package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.AfterUpdate;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Writes whose answer is lost, late, or says something else than yes. */
class UncertainWriteTest {

  private static final String ENDPOINTS = "/devops/.*/_apis/serviceendpoint/endpoints/.*";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");

  @Test // FAULT-4
  void anUpdateThatWasAppliedAndNeverAnsweredIsRepeatedAndVerified() {
    bench.contoso.azure().faults().add(Fault.once("PUT", ENDPOINTS, new Effect.ApplyThenReset()));
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();

    assertThat(bench.story(id)).endsWith("UPDATE WAITING UNREACHABLE");
    assertThat(bench.progress(id)).containsValue(BindingProgress.UPDATING);

    bench.turn(Duration.ofSeconds(2));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(connection.secretFingerprints()).doesNotContain("lost");
  }

  @Test // FAULT-5
  void anUpdateThatAzureDevOpsTookAndThenFailedOnIsFailedNotRefused() {
    connection.afterNextUpdate(AfterUpdate.OPERATION_FAILED);
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();

    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.story(id)).contains("UPDATE FAILED " + Reason.UPDATE_NOT_CONFIRMED);
    assertThat(bench.last(id).message()).doesNotContain("Nothing was written");
  }

  @Test // FAULT-5
  void anUpdateStillUnderWayIsLookedAtAgain() {
    connection.afterNextUpdate(AfterUpdate.OPERATION_IN_PROGRESS);
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();
    bench.turn(Duration.ofSeconds(2));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test // FAULT-6
  void aSignInPageOnReadingIsARefusalWithTheRemedyAndNoWrite() {
    bench.contoso.azure().faults().add(Fault.always("GET", ENDPOINTS, new Effect.SignInPage()));
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();
    assertThat(bench.story(id)).endsWith("ADMIT WAITING TOKEN_INVALID_OR_EXPIRED");
    bench.turn(Duration.ofSeconds(2));
    bench.worker.run();

    assertThat(bench.story(id)).contains("ADMIT REFUSED TOKEN_INVALID_OR_EXPIRED");
    assertThat(connection.writes()).isEmpty();
  }

  @Test // FAULT-6
  void aSignInPageOnWritingIsARefusalAndTheOldSecretStays() {
    String old = scene.secrets().getFirst();
    bench.contoso.azure().faults().add(Fault.always("PUT", ENDPOINTS, new Effect.SignInPage()));
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();
    assertThat(bench.story(id)).endsWith("UPDATE WAITING TOKEN_INVALID_OR_EXPIRED");
    bench.turn(Duration.ofSeconds(2));
    bench.worker.run();

    assertThat(bench.story(id)).contains("UPDATE REFUSED TOKEN_INVALID_OR_EXPIRED");
    assertThat(bench.state(id)).isEqualTo(RotationState.REFUSED);
    assertThat(connection.holds(old)).isTrue();
  }

  @Test // FAULT-6, R-16
  void oneSignInPageIsAnsweredWithAFreshTokenAndEndsNothing() {
    bench.contoso.azure().faults().add(Fault.once("PUT", ENDPOINTS, new Effect.SignInPage()));
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test // FAULT-6, FAULT-19, R-16
  void aPersonalAccessTokenThatWasReplacedMeanwhileIsReadAnewAndEndsNothing() {
    scene.personalAccessToken("canary-revoked-token");
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    bench.worker.run();
    assertThat(bench.story(id)).endsWith("ADMIT WAITING TOKEN_INVALID_OR_EXPIRED");
    scene.servicePrincipal();
    bench.turn(Duration.ofSeconds(2));

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  @Test // FAULT-7
  void retryAfterOnASuccessIsASuccessAndTheNextCallWaits() {
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.once("PUT", ENDPOINTS, new Effect.ApplyAndAdd(Map.of("Retry-After", "30"))));
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();
    assertThat(bench.story(id)).contains("UPDATE SUCCEEDED").endsWith("VERIFY WAITING THROTTLED");

    bench.turn(Duration.ofSeconds(32));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.updates()).isEqualTo(1);
  }

  @Test // FAULT-12
  void oneOfSeveralConnectionsThatFailsDoesNotHoldUpTheOthers() {
    ServiceConnection gone = scene.azurerm("payments-old");
    ServiceConnection third = scene.azurerm("payments-test");
    gone.delete();
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.SOME_BINDINGS_FAILED);
    assertThat(bench.last(id).message()).startsWith("2 of 3 service connections");
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(third.holds(renewed.value())).isTrue();
    assertThat(bench.progress(id).values())
        .containsExactlyInAnyOrder(
            BindingProgress.VERIFIED, BindingProgress.VERIFIED, BindingProgress.REFUSED);
  }

  @Test // FAULT-10
  void aSharedConnectionKeepsEveryProjectItIsSharedWith() {
    connection.sharedWith(scene.organization().project("Storefront"), "payments-shared");
    var before = connection.document().path("serviceEndpointProjectReferences");
    UUID id = bench.arrive(scene, scene.renew().version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.document().path("serviceEndpointProjectReferences")).isEqualTo(before);
    assertThat(before).hasSize(2);
  }
}
