package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process dies before or after each save of a renewal and of a retirement, or a call's answer is
 * lost. Whoever takes over leaves no secret at Entra that nobody has, removes none that Keyturn did
 * not make, and ends with a connection that works.
 */
@Tag("FAULT-3")
class RenewalCrashTest {

  private static final String ADD = "/graph/.*/addPassword";
  private static final String REMOVE = "/graph/.*/removePassword";
  private static final String STORE = "/vaults/contoso/secrets/.*";

  /** More than a renewal with its retirement takes; those beyond the last do not happen. */
  private static final int SAVES = 14;

  private final Bench bench = new Bench();
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ofHours(0)));

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  static List<String> moments() {
    return IntStream.rangeClosed(1, SAVES)
        .boxed()
        .flatMap(save -> List.of("before " + save, "after " + save).stream())
        .toList();
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void whoeverTakesOverLeavesOneSecretOfOursAndEveryForeignOne(String moment) {
    Start start = start();
    String[] parts = moment.split(" ", 2);
    int save = Integer.parseInt(parts[1]);
    DyingTransaction dying =
        new DyingTransaction(bench.transaction, save, parts[0].equals("before"));
    Bench.Worker dies = bench.worker("dies", dying);
    if (save <= 9) {
      assertThatThrownBy(dies::run).isInstanceOf(Died.class);
    } else {
      try {
        dies.run();
      } catch (Died expected) {
        assertThat(expected).isNotNull();
      }
    }

    assertEndsWell(start);
  }

  static List<String> calls() {
    return List.of(
        "POST " + ADD, "PUT " + STORE, "GET /graph/.*", "POST " + REMOVE, "GET " + STORE);
  }

  @ParameterizedTest(name = "{0} is not answered")
  @MethodSource("calls")
  void anAnswerThatIsLostEndsTheSame(String call) {
    Start start = start();
    String[] parts = call.split(" ", 2);
    bench.contoso.azure().faults().add(Fault.once(parts[0], parts[1], new Effect.ApplyThenReset()));

    assertEndsWell(start);
  }

  @ParameterizedTest(name = "{0} is not carried out")
  @MethodSource("calls")
  void aCallThatIsLostEndsTheSame(String call) {
    Start start = start();
    String[] parts = call.split(" ", 2);
    bench.contoso.azure().faults().add(Fault.once(parts[0], parts[1], new Effect.Reset()));

    assertEndsWell(start);
  }

  private record Start(UUID id, ServiceConnection connection, Set<String> foreign) {}

  /** One secret of ours is there to be retired, and others that are not ours. */
  private Start start() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    scene.renew();
    Set<String> foreign =
        scene.atEntra().stream().map(key -> key.keyId()).collect(Collectors.toSet());
    UUID first = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(first)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return new Start(bench.askToRenew(scene), connection, foreign);
  }

  private void assertEndsWell(Start start) {
    for (int run = 0; run < 20 && !bench.state(start.id()).isFinished(); run++) {
      bench.worker.run();
      bench.turn(run == 0 ? Bench.LEASE.plusSeconds(1) : Duration.ofSeconds(11));
    }
    assertThat(bench.state(start.id())).isEqualTo(RotationState.SUCCEEDED);
    assertThat(scene.madeByKeyturn()).as("no orphan, and the old one retired").hasSize(1);
    assertThat(scene.madeByKeyturn().getFirst().keyId())
        .isEqualTo(scene.inVault().getLast().tags().get("keyturn-key-id"));
    assertThat(start.connection().holds(scene.inVault().getLast().value())).isTrue();
    assertThat(scene.atEntra().stream().map(key -> key.keyId())).containsAll(start.foreign());
    assertThat(bench.output.of(start.id()))
        .extracting("sequence")
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, bench.output.of(start.id()).size()).boxed().toList());
    assertThat(bench.story(start.id()))
        .containsOnlyOnce("CONCLUDE SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
  }

  /** The process is gone: nobody catches this. */
  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class DyingTransaction extends TransactionTemplate {

    private static final long serialVersionUID = 1L;

    private final int save;
    private final boolean before;
    private int count;

    DyingTransaction(TransactionTemplate like, int save, boolean before) {
      super(Objects.requireNonNull(like.getTransactionManager()));
      this.save = save;
      this.before = before;
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      count++;
      if (count == save && before) {
        throw new Died();
      }
      T result = super.execute(action);
      if (count == save) {
        throw new Died();
      }
      return result;
    }
  }
}
