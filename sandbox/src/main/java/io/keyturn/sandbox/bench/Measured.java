package io.keyturn.sandbox.bench;

import io.keyturn.sandbox.bench.StubAnswers.Counts;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Gives a design a turn and takes down what it and everything around it used meanwhile. */
final class Measured {

  /** PostgreSQL's processes report what they committed with that delay. */
  private static final long STATISTICS_DELAY_MILLISECONDS = 1100;

  private final Broker broker;
  private final Stub stub;
  private final Database database;
  private final Plan plan;

  Measured(Broker broker, Stub stub, Database database, Plan plan) {
    this.broker = broker;
    this.stub = stub;
    this.database = database;
    this.plan = plan;
  }

  Turn turn(Design design, Load load, Set<String> throttled) throws InterruptedException {
    return turn(design, load, throttled, Set.of());
  }

  /**
   * @param leftOut organizations that do not count for events per second
   */
  Turn turn(Design design, Load load, Set<String> throttled, Set<String> leftOut)
      throws InterruptedException {
    stub.reset(throttled);
    Used before = used(design);
    Done done = design.work(load, leftOut, plan.patience());
    Used after = used(design);
    Counts counts = stub.counts();
    int events = done.milliseconds().length;
    double thousands = Math.max(1, load.events() - done.notDone()) / 1000.0;
    double calls = (double) (counts.slow() - counts.refused()) / Math.max(1, counts.updates());
    double callMilliseconds = calls * plan.latency().toMillis();
    double[] added = done.milliseconds().clone();
    for (int i = 0; i < added.length; i++) {
      added[i] -= callMilliseconds;
    }
    return new Turn(
        load.events(),
        done.seconds(),
        events / done.seconds(),
        calls,
        callMilliseconds == 0 ? 0 : design.inFlight() * 1000 / callMilliseconds,
        Statistics.percentile(added, 0.5),
        Statistics.percentile(added, 0.99),
        (after.design - before.design) / thousands,
        (after.stub - before.stub) / thousands,
        (after.broker - before.broker) / thousands,
        design instanceof FullWorker ? (after.database - before.database) / thousands : 0,
        design instanceof FullWorker
            ? (after.transactions - before.transactions) / thousands / 1000
            : 0,
        Usage.megabytes(design.pid()),
        counts.duplicates(),
        counts.outOfOrder(),
        counts.refused(),
        counts.early(),
        done.superseded(),
        done.notDone());
  }

  private record Used(
      double design, double stub, double broker, double database, long transactions) {}

  private Used used(Design design) throws InterruptedException {
    double cpu = Usage.cpuSeconds(design.pid());
    double stubCpu = Usage.cpuSeconds(stub.pid());
    double brokerCpu = Usage.cpuSeconds(broker.pid());
    double databaseCpu = database.cpuSeconds();
    if (design instanceof FullWorker) {
      TimeUnit.MILLISECONDS.sleep(STATISTICS_DELAY_MILLISECONDS);
    }
    return new Used(cpu, stubCpu, brokerCpu, databaseCpu, database.transactions());
  }
}
