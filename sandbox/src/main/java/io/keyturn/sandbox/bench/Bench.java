package io.keyturn.sandbox.bench;

import io.keyturn.contracts.event.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One run: starts everything, gives each design its turns, and measures. */
final class Bench {

  static final String WORKER = "full worker";
  static final String PARALLEL = "Parallel Consumer, same calls";
  static final String BARE = "Parallel Consumer, 3 calls";
  static final String PLAIN = "plain listener, same calls";
  static final String THROTTLED = "full worker, healthy part while 1% throttle";
  static final String STEADY = ", steady";
  static final String BACKLOG = "full worker, backlog";

  /** What the image runs the worker with; the same for all, so that memory can be compared. */
  static final List<String> JVM =
      List.of(
          "-Xmx160m",
          "-Xmn64m",
          "-XX:SurvivorRatio=3",
          "-XX:TargetSurvivorRatio=90",
          "-XX:TrimNativeHeapInterval=1000",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError");

  private static final double STEADY_LOAD = 0.6;

  private final Plan plan;
  private final Set<Part> parts;
  private final Path directory;
  private final Consumer<String> progress;
  private final Subjects subjects;
  private final Figures figures;
  private final long started = System.nanoTime();
  private long nextApplication = 1;

  Bench(Plan plan, Set<Part> parts, Path directory, Consumer<String> progress) {
    this.plan = plan;
    this.parts = parts;
    this.directory = directory;
    this.progress = progress;
    this.subjects = new Subjects(plan.organizations());
    this.figures = new Figures(plan.healthyShare());
  }

  /** What can be left out; the worker's own rounds where only tenant-settings is measured. */
  enum Part {
    PEERS,
    THROTTLED,
    STEADY,
    BACKLOG,
    JOURNAL,
    DRAIN,
    LOOKUP,
    DUE
  }

  private static final Set<Part> OF_SETTINGS = Set.of(Part.LOOKUP, Part.DUE);

  Figures run() throws IOException, InterruptedException, SQLException {
    progress.accept("Starting PostgreSQL, Kafka and the stub ...");
    try (Database database = Database.start(directory.resolve("postgres"));
        Broker broker =
            Broker.start(
                directory.resolve("kafka"),
                List.of(
                    Topics.ROTATION_EVENTS,
                    Topics.ROTATION_OUTPUT,
                    Topics.DEAD_LETTER,
                    "plain",
                    "parallel",
                    "bare"));
        Stub stub = Stub.start(directory, subjects, plan.latency().toMillis());
        Events events = new Events(broker.bootstrapServers())) {
      if (!OF_SETTINGS.containsAll(parts)) {
        designs(database, broker, stub, events);
      }
      if (parts.contains(Part.JOURNAL)) {
        journal(database);
      }
      if (parts.contains(Part.LOOKUP)) {
        lookup(database, broker);
      }
      if (parts.contains(Part.DUE)) {
        due(broker);
      }
    }
    return figures;
  }

  private void designs(Database database, Broker broker, Stub stub, Events events)
      throws IOException, InterruptedException {
    Measured measured = new Measured(broker, stub, database, plan);
    progress.accept("Starting the worker ...");
    try (FullWorker worker =
        FullWorker.start(
            directory, broker, stub, database, events, subjects, plan.inFlight(), JVM)) {
      Script same = callsOf(worker, measured, stub);
      progress.accept(
          "The worker makes %d calls for a rotation that take %d ms each, and %d that are quick."
              .formatted(
                  same.slowCalls(),
                  plan.latency().toMillis(),
                  same.calls().size() - same.slowCalls()));
      if (parts.contains(Part.PEERS) || parts.contains(Part.STEADY)) {
        try (Peer plain = peer("plain", PLAIN, false, same, broker, stub, events);
            Peer parallel = peer("parallel", PARALLEL, true, same, broker, stub, events);
            Peer bare = peer("bare", BARE, true, Script.bare(subjects), broker, stub, events)) {
          measure(measured, broker, stub, worker, Optional.of(new Peers(plain, parallel, bare)));
        }
      } else {
        measure(measured, broker, stub, worker, Optional.empty());
      }
    }
  }

  private record Peers(Peer plain, Peer parallel, Peer bare) {}

  private void measure(
      Measured measured, Broker broker, Stub stub, FullWorker worker, Optional<Peers> peers)
      throws IOException, InterruptedException {
    progress.accept("Warming up ...");
    measured.turn(worker, backlog(plan.warmUp()), Set.of());
    if (peers.isPresent()) {
      measured.turn(peers.get().parallel(), backlog(plan.warmUp()), Set.of());
      measured.turn(peers.get().bare(), backlog(plan.warmUp()), Set.of());
      measured.turn(peers.get().plain(), backlog(6), Set.of());
    }
    for (int round = 1; round <= plan.rounds() && timeIsLeft(); round++) {
      turn("round " + round, WORKER, measured, worker, backlog(plan.events()));
      if (parts.contains(Part.PEERS) && peers.isPresent()) {
        turn("round " + round, PARALLEL, measured, peers.get().parallel(), backlog(plan.events()));
        turn("round " + round, PLAIN, measured, peers.get().plain(), backlog(plan.plainEvents()));
        turn("round " + round, BARE, measured, peers.get().bare(), backlog(plan.events()));
      }
      if (parts.contains(Part.THROTTLED) && plan.throttle()) {
        throttled("round " + round, measured, worker);
      }
    }
    if (parts.contains(Part.STEADY) && peers.isPresent() && timeIsLeft()) {
      for (Design design : List.of(worker, peers.get().parallel(), peers.get().plain())) {
        steady(measured, design);
      }
    }
    if (parts.contains(Part.BACKLOG) && plan.backlog() > 0) {
      turn("backlog", BACKLOG, measured, worker, backlog(plan.backlog()));
    }
    if (parts.contains(Part.DRAIN)) {
      drain(broker, stub, worker);
    }
    peak(worker);
    peers.ifPresent(those -> {
      peak(those.parallel());
      peak(those.plain());
      peak(those.bare());
    });
  }

  private void drain(Broker broker, Stub stub, FullWorker worker)
      throws IOException, InterruptedException {
    progress.accept(
        "Starting tenant-settings with %,d applications, all due ...".formatted(plan.due()));
    double callsEach = figures.of(WORKER, Turn::callsPerEvent).median();
    try (Drain drain = Drain.start(directory, broker)) {
      Drain.Drained drained =
          drain.run(
              worker,
              stub,
              subjects,
              nextApplication,
              plan.due(),
              callsEach,
              plan.allowance(),
              plan.patience());
      nextApplication += plan.due();
      figures.add(drained);
      progress.accept(drained.text().strip());
    }
  }

  private void peak(Design design) {
    figures.peak(design.name(), Usage.peakMegabytes(design.pid()));
  }

  /** What the worker does for an application of an organization that it knows already. */
  private Script callsOf(FullWorker worker, Measured measured, Stub stub)
      throws InterruptedException {
    measured.turn(worker, new Load(nextApplication, 1, 1, 0), Set.of());
    long second = nextApplication + subjects.organizations();
    Turn one = measured.turn(worker, new Load(second, 1, 1, 0), Set.of());
    if (one.notDone() > 0) {
      throw new IllegalStateException("the worker did not end a rotation well:\n" + worker.tail());
    }
    nextApplication = second + 1;
    return Script.seen(subjects, stub.trace(), second, 2);
  }

  private void steady(Measured measured, Design design) throws InterruptedException {
    double limit = figures.of(design.name(), Turn::limitPerSecond).median();
    if (limit == 0) {
      return;
    }
    double perSecond = STEADY_LOAD * limit;
    int events = (int) Math.max(6, perSecond * plan.steady().toSeconds());
    // Each application again after a third of the time: its versions have to stay in order.
    int applications = Math.max(6, events / 3);
    Load load = new Load(nextApplication, applications, events, perSecond);
    nextApplication += applications;
    turn("steady", design.name() + STEADY, measured, design, load);
  }

  private void throttled(String when, Measured measured, FullWorker worker)
      throws InterruptedException {
    Set<String> one =
        IntStream.range(0, plan.throttledOrganizations())
            .mapToObj(number -> subjects.organization(number))
            .collect(Collectors.toSet());
    Turn turn = measured.turn(worker, backlog(plan.events()), one, one);
    figures.add(THROTTLED, turn);
    say(when, THROTTLED, turn);
  }

  /** What is left out then is seen in the figures: they have fewer rounds. */
  private boolean timeIsLeft() {
    boolean left = System.nanoTime() - started < plan.budget().toNanos();
    if (!left) {
      progress.accept("The time is up: the rest of the rounds is left out.");
    }
    return left;
  }

  private void journal(Database database) throws SQLException {
    JournalGrowth growth = new JournalGrowth(database, plan.polls());
    for (int finished : new int[] {plan.smallJournal(), plan.largeJournal()}) {
      progress.accept("Filling the journal to %,d finished rotations ...".formatted(finished));
      figures.add(growth.at(finished));
    }
  }

  private void lookup(Database database, Broker broker) throws IOException, InterruptedException {
    progress.accept("Starting tenant-settings ...");
    try (LookupGrowth growth = LookupGrowth.start(directory, database, broker, plan)) {
      for (int applications : new int[] {plan.smallLookup(), plan.largeLookup()}) {
        progress.accept("Filling it to %,d applications and bindings ...".formatted(applications));
        growth.fill(applications);
        LookupGrowth.Cost cost = growth.measured(applications);
        figures.add(cost);
        progress.accept(cost.text().strip());
      }
    }
  }

  private void due(Broker broker) throws IOException {
    progress.accept("Starting tenant-settings with a database of its own ...");
    try (DueGrowth growth = DueGrowth.start(directory, broker)) {
      for (int applications : new int[] {plan.smallLookup(), plan.largeLookup()}) {
        progress.accept("Filling it to %,d applications, all due ...".formatted(applications));
        DueGrowth.Cost cost = growth.at(applications);
        figures.add(cost);
        progress.accept(cost.text().strip());
      }
    }
  }

  private void turn(String when, String name, Measured measured, Design design, Load load)
      throws InterruptedException {
    Turn turn = measured.turn(design, load, Set.of());
    figures.add(name, turn);
    say(when, name, turn);
  }

  private void say(String when, String name, Turn turn) {
    progress.accept(
        "%-12s %-48s %8.1f events/s  %4.0f%% of the limit  %6.2f CPU s per 1,000%s"
            .formatted(
                when,
                name,
                turn.perSecond(),
                100 * turn.ofLimit(),
                turn.cpuPer1000(),
                turn.notDone() == 0 ? "" : "  NOT DONE: " + turn.notDone()));
  }

  private Load backlog(int events) {
    Load load = Load.backlog(nextApplication, events);
    nextApplication += events;
    return load;
  }

  private Peer peer(
      String topic,
      String name,
      boolean parallelConsumer,
      Script script,
      Broker broker,
      Stub stub,
      Events events) {
    return Peer.start(
        name,
        directory,
        new PeerMain.Settings(
            parallelConsumer,
            broker.bootstrapServers(),
            topic,
            parallelConsumer ? plan.inFlight() : Broker.PARTITIONS,
            stub.authority().toString(),
            stub.origin(),
            script),
        JVM,
        events);
  }
}
