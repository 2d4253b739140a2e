package io.keyturn.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.CallGate.Pass;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.TurnedClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final TurnedClock clock = new TurnedClock();
  private final Limits limits = limits(4, Duration.ZERO, Duration.ZERO, clock);

  @Test
  @DisplayName("FAULT-7: 200 with Retry-After pauses the next call, and only until then")
  void pauseOnSuccess() throws Exception {
    pass("contoso").answered(200, PAUSE);

    assertThat(later("contoso").reason()).isEqualTo(Reason.THROTTLED);
    assertThat(later("contoso").after()).isBetween(PAUSE, PAUSE.plusSeconds(1));
    clock.turn(PAUSE.minusMillis(1));
    assertThat(limits.enter("contoso", "worker")).isInstanceOf(Attempt.RetryLater.class);

    clock.turn(Duration.ofMillis(1));
    pass("contoso");
  }

  @Test
  void unhurriedCallsLeaveHalfOfThePlacesAndNeverWait() throws Exception {
    Pass first = Limits.unhurried(() -> passes("unhurried")).orElseThrow();
    Limits.unhurried(() -> passes("unhurried")).orElseThrow();

    assertThat(Limits.unhurried(() -> passes("unhurried"))).as("half of four are taken").isEmpty();
    pass("unhurried");
    pass("unhurried");
    first.answered(200, Duration.ZERO);
    assertThat(Limits.unhurried(() -> passes("unhurried")))
        .as("rotations fill the place that was freed")
        .isEmpty();
    pass("unhurried").answered(429, PAUSE);
    assertThat(Limits.unhurried(() -> passes("unhurried"))).isEmpty();
  }

  private java.util.Optional<Pass> passes(String organization) {
    try {
      return limits.enter(organization, "worker") instanceof Attempt.Succeeded<Pass>(Pass pass)
          ? java.util.Optional.of(pass)
          : java.util.Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("FAULT-7: a shorter pause announced later does not shorten a longer one")
  void longestPauseCounts() throws Exception {
    Pass first = pass("contoso");
    Pass second = pass("contoso");
    first.answered(429, PAUSE);
    second.answered(200, Duration.ofSeconds(1));

    clock.turn(Duration.ofSeconds(2));

    assertThat(later("contoso").after()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aRefusalThatDoesNotSayHowLongPausesToo() throws Exception {
    pass("contoso").answered(429, Duration.ZERO);

    assertThat(later("contoso").after()).isPositive();
    clock.turn(Duration.ofSeconds(1));
    pass("contoso");
  }

  @Test
  void neitherAnotherOrganizationNorAnotherIdentityWaits() throws Exception {
    pass("contoso").answered(429, PAUSE);

    pass("fabrikam");
    assertThat(limits.enter("contoso", "another")).isInstanceOf(Attempt.Succeeded.class);
    assertThat(limits.enter("CONTOSO", "worker"))
        .as("Azure DevOps does not tell upper case from lower")
        .isInstanceOf(Attempt.RetryLater.class);
  }

  @Test
  void noMoreCallsAtOnceThanTheLimit() throws Exception {
    assertThat(passes()).hasSize(4);
    assertThat(later("contoso").after()).isPositive();
    assertThat(later("contoso").why()).contains("contoso").contains("at once");
  }

  @Test
  void troubleHalvesTheLimitOnceHoweverManyCallsMetIt() throws Exception {
    passes().forEach(pass -> pass.answered(429, PAUSE));
    clock.turn(PAUSE);

    assertThat(passes()).hasSize(2);
  }

  @Test
  void aServerThatIsNotAvailableHalvesTheLimitButClosesNothing() throws Exception {
    passes().forEach(pass -> pass.answered(503, Duration.ZERO));

    assertThat(passes()).hasSize(2);
  }

  @Test
  void lastingTroubleLeavesOneCallToFindOutThatItIsOver() throws Exception {
    for (int i = 0; i < 20; i++) {
      passes().forEach(pass -> pass.answered(429, PAUSE));
      clock.turn(PAUSE);
    }

    assertThat(passes()).hasSize(1);
  }

  @Test
  @DisplayName("once the trouble is over, the organization is soon called as much as before")
  void recovery() throws Exception {
    for (int i = 0; i < 20; i++) {
      passes().forEach(pass -> pass.answered(429, PAUSE));
      clock.turn(PAUSE);
    }

    int rounds = 0;
    List<Pass> round = passes();
    while (round.size() < 4 && rounds < 100) {
      round.forEach(pass -> pass.answered(200, Duration.ZERO));
      round = passes();
      rounds++;
    }

    assertThat(rounds).isLessThan(12);
  }

  @Test
  void aCallWithoutAnswerGivesItsPlaceBack() throws Exception {
    passes().forEach(Pass::unanswered);

    assertThat(passes()).hasSize(4);
  }

  @Test
  void whoWaitsForAPlaceGetsItBeforeWhoComesLater() throws Exception {
    Limits narrow = limits(1, Duration.ofSeconds(1), Duration.ZERO, clock);
    Pass first = succeeded(narrow.enter("contoso", "worker"));
    FutureTask<Attempt<Pass>> second = new FutureTask<>(() -> narrow.enter("contoso", "worker"));
    Thread waiting = Thread.ofVirtual().start(second);

    Await.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    first.answered(200, Duration.ZERO);

    assertThat(second.get()).isInstanceOf(Attempt.Succeeded.class);
  }

  @Test
  void whoWaitsForAPlaceLeavesAtOnceWhenTheOrganizationCloses() throws Exception {
    Limits narrow = limits(1, Duration.ofSeconds(1), Duration.ZERO, clock);
    Pass first = succeeded(narrow.enter("contoso", "worker"));
    FutureTask<Attempt<Pass>> second = new FutureTask<>(() -> narrow.enter("contoso", "worker"));
    Thread waiting = Thread.ofVirtual().start(second);

    Await.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    first.answered(429, PAUSE);

    assertThat(second.get())
        .isInstanceOfSatisfying(
            Attempt.RetryLater.class,
            later -> assertThat(later.after()).isGreaterThanOrEqualTo(PAUSE));
  }

  @Test
  @DisplayName("FAULT-7: one caller sits a short pause out, or a second call would never be made")
  void sitOut() throws Exception {
    Limits patient = limits(4, Duration.ZERO, Duration.ofSeconds(10), Clock.systemUTC());
    for (int i = 0; i < 3; i++) {
      succeeded(patient.enter("contoso", "worker")).answered(200, Duration.ofMillis(50));
    }
    long before = System.nanoTime();

    Attempt<Pass> next = patient.enter("contoso", "worker");

    assertThat(next).isInstanceOf(Attempt.Succeeded.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(40));
  }

  @Test
  void neitherALongPauseNorABlockIsSatOut() throws Exception {
    Limits patient = limits(4, Duration.ZERO, Duration.ofSeconds(10), clock);
    succeeded(patient.enter("long", "worker")).answered(200, Duration.ofSeconds(11));
    succeeded(patient.enter("blocked", "worker")).answered(429, Duration.ofSeconds(9));

    assertThat(patient.enter("long", "worker")).isInstanceOf(Attempt.RetryLater.class);
    assertThat(patient.enter("blocked", "worker")).isInstanceOf(Attempt.RetryLater.class);
  }

  private static Limits limits(int start, Duration patience, Duration sitOut, Clock clock) {
    return new Limits(new LimitProperties(start, 100, patience, sitOut), clock);
  }

  /** As many as there are. */
  private List<Pass> passes() throws InterruptedException {
    List<Pass> passes = new ArrayList<>();
    while (limits.enter("contoso", "worker") instanceof Attempt.Succeeded<Pass>(Pass pass)) {
      passes.add(pass);
    }
    return passes;
  }

  private Pass pass(String organization) throws InterruptedException {
    return succeeded(limits.enter(organization, "worker"));
  }

  private Attempt.RetryLater<Pass> later(String organization) throws InterruptedException {
    return (Attempt.RetryLater<Pass>) limits.enter(organization, "worker");
  }

  private static Pass succeeded(Attempt<Pass> attempt) {
    return ((Attempt.Succeeded<Pass>) attempt).value();
  }
}
