package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.http.Faults;
import io.keyturn.worker.contoso.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process dies before or after each save of a renewal, of a retirement and of the answer to a
 * leak, and with that between any two calls; or a call, or its answer, is lost. Whoever takes over
 * leaves no secret at Entra that nobody has, removes none that Keyturn did not make, and ends with
 * connections that work.
 */
@Tag("FAULT-3")
class RenewalCrashTest {

  private static final String REMOVE = "/graph/.*/removePassword";

  private static final List<String> CALLS =
      List.of(
          "POST /graph/.*/addPassword",
          "PUT /vaults/contoso/secrets/.*",
          "GET /graph/.*",
          "POST /graph/.*/removePassword",
          "GET /vaults/contoso/secrets/.*");

  private static final List<String> MORE_CALLS =
      List.of(
          "PUT /devops/.*/endpoints/.*",
          "GET /devops/.*/endpoints/.*",
          "POST /devops/.*/endpointproxy");

  /** More than a renewal with its retirement takes; those beyond the last do not happen. */
  private static final int SAVES = 16;

  /** {@code -Dkeyturn.crash.seed=…} replays one. */
  private static final Optional<Long> ONE_SEED =
      Optional.ofNullable(Long.getLong("keyturn.crash.seed"));

  private final Bench bench = new Bench();
  private final Scene scene =
      new Scene(bench.contoso)
          .renewal(new RotationSettings.Renewal(true, Duration.ofDays(180), Duration.ofHours(0)));

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  static List<String> moments() {
    return Dying.moments(SAVES);
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void whoeverTakesOverLeavesOneSecretOfOursAndEveryForeignOne(String moment) {
    Start start = start(1);
    UUID id = bench.askToRenew(scene);

    dieAt(moment);

    assertEndsWell(start, id);
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void theSameAfterALeakWithSeveralConnectionsAtOnce(String moment) {
    Start start = start(2);
    UUID id = bench.askToRenew(scene, true);

    dieAt(moment);

    assertEndsWell(start, id);
  }

  /** What breaks, the removal, the end: three saves; those beyond do not happen. */
  static List<String> momentsAtTheDeadline() {
    return Dying.moments(4);
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("momentsAtTheDeadline")
  void aDeathAtTheDeadlineRemovesTheLeakedSecretOnceAndTellsOnceWhatBreaks(String moment) {
    AtTheDeadline at = atTheDeadline();
    Fault counted = Fault.always("POST", REMOVE, new Effect.ApplyAndAdd(Map.of()));
    String counting = bench.contoso.azure().faults().add(counted);

    dieAt(moment);
    goOnUntilTheEnd(at.id());

    assertThat(hits(counting)).as("removed once").isEqualTo(1);
    assertEndsForced(at);
  }

  static List<Effect> losses() {
    return List.of(new Effect.Reset(), new Effect.ApplyThenReset());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aRemovalThatIsLostAtTheDeadlineEndsTheSame(Effect loss) {
    AtTheDeadline at = atTheDeadline();
    lose("POST " + REMOVE, loss);

    bench.worker.run();
    goOnUntilTheEnd(at.id());

    assertEndsForced(at);
  }

  private record AtTheDeadline(Start start, UUID id, String leaked) {}

  /** One of two connections cannot be written, and the time has come. */
  private AtTheDeadline atTheDeadline() {
    Start start = start(2);
    String leaked = scene.madeByKeyturn().getFirst().keyId();
    bench
        .contoso
        .azure()
        .faults()
        .add(
            Fault.always(
                "PUT",
                "/devops/.*/endpoints/" + start.connections().getLast().id(),
                new Effect.Status(403, Map.of("Content-Type", "application/json"), "{}")));
    Instant deadline = bench.contoso.clock().instant().plus(Duration.ofMinutes(5));
    UUID id =
        bench.ask(
            bench.asked(scene, Trigger.RENEW_REQUESTED, true).retireBy(Optional.of(deadline)));
    bench.worker.run();
    assertThat(bench.story(id)).endsWith("RETIRE WAITING RETIREMENT_DEADLINE_AHEAD");
    assertThat(scene.madeByKeyturn()).extracting(Password::keyId).contains(leaked).hasSize(2);
    bench.turn(Duration.ofMinutes(5));
    return new AtTheDeadline(start, id, leaked);
  }

  private void goOnUntilTheEnd(UUID id) {
    for (int run = 0; run < 10 && !bench.state(id).isFinished(); run++) {
      bench.turn(run == 0 ? Bench.LEASE.plusSeconds(1) : Duration.ofSeconds(11));
      bench.worker.run();
    }
  }

  private void assertEndsForced(AtTheDeadline at) {
    List<ServiceConnection> connections = at.start().connections();
    assertThat(bench.state(at.id())).isEqualTo(RotationState.FAILED);
    assertThat(scene.madeByKeyturn())
        .extracting(Password::keyId)
        .containsExactly(scene.inVault().getLast().tags().get("keyturn-key-id"))
        .doesNotContain(at.leaked());
    assertThat(scene.atEntra()).extracting(Password::keyId).containsAll(at.start().foreign());
    assertThat(connections.getFirst().holds(scene.inVault().getLast().value())).isTrue();
    assertThat(connections.getLast().updates()).as("what could not be written").isEqualTo(1);
    assertThat(bench.story(at.id()))
        .as("once for the rotation, once for the connection that breaks")
        .filteredOn("RETIRE WARNING RETIREMENT_FORCED"::equals)
        .hasSize(2);
    assertThat(bench.story(at.id()))
        .containsOnlyOnce("CONCLUDE FAILED SOME_BINDINGS_FAILED")
        .containsOnlyOnce("RETIRE SUCCEEDED");
  }

  private int hits(String fault) {
    return bench.contoso.azure().faults().list().stream()
        .filter(armed -> armed.id().equals(fault))
        .mapToInt(Faults.Armed::hits)
        .sum();
  }

  static List<String> calls() {
    return CALLS;
  }

  @ParameterizedTest(name = "{0} is not answered")
  @MethodSource("calls")
  void anAnswerThatIsLostEndsTheSame(String call) {
    Start start = start(1);
    lose(call, new Effect.ApplyThenReset());

    assertEndsWell(start, bench.askToRenew(scene));
  }

  @ParameterizedTest(name = "{0} is not carried out")
  @MethodSource("calls")
  void aCallThatIsLostEndsTheSame(String call) {
    Start start = start(1);
    lose(call, new Effect.Reset());

    assertEndsWell(start, bench.askToRenew(scene));
  }

  static LongStream seeds() {
    return ONE_SEED.map(LongStream::of).orElseGet(() -> LongStream.rangeClosed(1, 20));
  }

  @ParameterizedTest(name = "-Dkeyturn.crash.seed={0}")
  @MethodSource("seeds")
  void deathsAndLostCallsInAnyOrderEndTheSame(long seed) {
    Random random = new Random(seed);
    Start start = start(1 + random.nextInt(2));
    UUID id = asked(random);
    List<String> calls = new ArrayList<>(CALLS);
    calls.addAll(MORE_CALLS);
    for (int deaths = 1 + random.nextInt(4); deaths > 0; deaths--) {
      String call = calls.get(random.nextInt(calls.size()));
      if (random.nextBoolean()) {
        lose(call, random.nextBoolean() ? new Effect.Reset() : new Effect.ApplyThenReset());
      }
      dieAt((random.nextBoolean() ? "before " : "after ") + (1 + random.nextInt(8)));
      bench.turn(Bench.LEASE.plusSeconds(1));
    }

    assertEndsWell(start, id);
  }

  /** A renewal, one after a leak, or one after a leak with a deadline that is never needed. */
  private UUID asked(Random random) {
    boolean emergency = random.nextInt(3) > 0;
    Rotation asked = bench.asked(scene, Trigger.RENEW_REQUESTED, emergency);
    return bench.ask(
        emergency && random.nextBoolean()
            ? asked.retireBy(
                Optional.of(bench.contoso.clock().instant().plus(Duration.ofHours(12))))
            : asked);
  }

  private record Start(List<ServiceConnection> connections, Set<String> foreign) {}

  /** One secret of ours is there to be retired, and others that are not ours. */
  private Start start(int connections) {
    List<ServiceConnection> bound =
        IntStream.range(0, connections).mapToObj(i -> scene.azurerm("payments-" + i)).toList();
    scene.renew();
    Set<String> foreign = scene.atEntra().stream().map(Password::keyId).collect(Collectors.toSet());
    UUID first = bench.askToRenew(scene);
    bench.worker.run();
    assertThat(bench.state(first)).isEqualTo(RotationState.SUCCEEDED);
    bench.turn(Duration.ofSeconds(5));
    return new Start(bound, foreign);
  }

  private void dieAt(String moment) {
    try {
      bench.worker("dies", Dying.at(bench.transaction, moment)).run();
    } catch (Dying.Died expected) {
      assertThat(expected).isNotNull();
    }
  }

  private void lose(String call, Effect effect) {
    String[] parts = call.split(" ", 2);
    bench.contoso.azure().faults().add(Fault.once(parts[0], parts[1], effect));
  }

  private void assertEndsWell(Start start, UUID id) {
    for (int run = 0; run < 40 && !bench.state(id).isFinished(); run++) {
      bench.worker.run();
      bench.turn(run == 0 ? Bench.LEASE.plusSeconds(1) : Duration.ofSeconds(11));
    }
    assertThat(bench.state(id))
        .as(() -> bench.last(id).message())
        .isEqualTo(RotationState.SUCCEEDED);
    while (bench.worker.run() > 0) {
      // What was added because a write may have come late.
      bench.turn(Duration.ofSeconds(11));
    }
    assertThat(scene.madeByKeyturn()).as("no orphan, and the old one retired").hasSize(1);
    assertThat(scene.madeByKeyturn().getFirst().keyId())
        .isEqualTo(scene.inVault().getLast().tags().get("keyturn-key-id"));
    assertThat(start.connections())
        .allSatisfy(one -> assertThat(one.holds(scene.inVault().getLast().value())).isTrue());
    assertThat(scene.atEntra().stream().map(Password::keyId)).containsAll(start.foreign());
    assertThat(bench.output.of(id))
        .extracting("sequence")
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, bench.output.of(id).size()).boxed().toList());
    assertThat(bench.story(id))
        .containsOnlyOnce("CONCLUDE SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
  }
}
