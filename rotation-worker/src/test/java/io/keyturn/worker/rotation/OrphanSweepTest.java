package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rotation that was given up has left behind at Entra does not stay there. */
@Tag("FAULT-3")
class OrphanSweepTest {

  private static final Duration HOURS = Duration.ofHours(2);
  private static final String ADD = "/graph/.*/addPassword";

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  void aSecretThatNobodyHasIsRemovedAndForeignOnesStay() {
    List<String> foreign = abandonedWithAnOrphan();

    bench.later(HOURS);
    OrphanSweep.Swept swept = bench.sweep().sweep();

    assertThat(swept).isEqualTo(new OrphanSweep.Swept(1, 1));
    assertThat(scene.madeByKeyturn()).isEmpty();
    assertThat(scene.atEntra()).extracting(Password::keyId).containsAll(foreign);
    assertThat(bench.sweep().sweep()).as("nothing is open").isEqualTo(new OrphanSweep.Swept(0, 0));
  }

  @Test
  void whatWasAskedForAMomentAgoIsLeftAlone() {
    abandonedWithAnOrphan();

    assertThat(bench.sweep().sweep().open()).isZero();

    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  void aRotationUnderWaySettlesItsOwn() {
    scene.azurerm("payments-prod");
    bench.contoso.azure().faults().add(Fault.always("POST", ADD, new Effect.ApplyThenReset()));
    bench.askToRenew(scene);
    bench.worker.run();

    bench.later(HOURS);

    assertThat(bench.sweep().sweep()).isEqualTo(new OrphanSweep.Swept(1, 0));
    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  void aLaneThatSomebodyHoldsIsLeftAlone() {
    abandonedWithAnOrphan();
    Bench.Worker other = bench.later(HOURS);
    assertThat(other.lanes().claim(new Lane.Key(Contoso.TENANT, scene.clientId()))).isPresent();

    assertThat(bench.sweep().sweep()).isEqualTo(new OrphanSweep.Swept(1, 0));

    assertThat(scene.madeByKeyturn()).hasSize(1);
  }

  @Test
  void aSecretThatKeyVaultTurnsOutToHaveIsKept() {
    scene.azurerm("payments-prod");
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    bench.jdbc.sql("update client_secret set secret_version = null").update();

    bench.later(HOURS);

    assertThat(bench.sweep().sweep()).isEqualTo(new OrphanSweep.Swept(1, 1));
    assertThat(scene.madeByKeyturn()).hasSize(1);
    assertThat(bench.sweep().sweep().open()).isZero();
  }

  /** Entra made it, the answer was lost, and then an operator gave up. Answers foreign key ids. */
  private List<String> abandonedWithAnOrphan() {
    scene.azurerm("payments-prod");
    scene.renew();
    List<String> foreign = scene.atEntra().stream().map(Password::keyId).toList();
    bench.contoso.azure().faults().add(Fault.once("POST", ADD, new Effect.ApplyThenReset()));
    UUID id = bench.askToRenew(scene);
    bench.worker.run();
    bench.decide(scene, id, Decision.ABANDONED, UUID.randomUUID());
    bench.worker.run();
    assertThat(bench.state(id)).isEqualTo(RotationState.FAILED);
    assertThat(scene.madeByKeyturn()).hasSize(1);
    return foreign;
  }
}
