package io.keyturn.worker.rotation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.limit.LimitProperties;
import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.SettingsProperties;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.Memory;
import io.keyturn.worker.target.MemoryProperties;
import io.keyturn.worker.target.RegistryLogin;
import io.keyturn.worker.target.SignIns;
import io.keyturn.worker.target.Targets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The rotations of a worker on a real database and the embedded Azure, turned by hand: news arrives
 * with {@link #arrive}, and {@link Worker#run} does what a dispatcher would start.
 */
final class Bench {

  static final Duration LEASE = Duration.ofMinutes(3);
  static final Lanes.WriteTimes WRITE =
      new Lanes.WriteTimes(Duration.ofSeconds(60), Duration.ofSeconds(90));
  static final Pace PACE =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  private static final class Database {
    private static final HikariDataSource ONE = migrated();

    private static HikariDataSource migrated() {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(EmbeddedDatabase.shared().createDatabase());
      config.setSchema("rotation_worker");
      HikariDataSource source = new HikariDataSource(config);
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/rotation-worker")
          .schemas("rotation_worker")
          .defaultSchema("rotation_worker")
          .load()
          .migrate();
      return source;
    }
  }

  final Contoso contoso = Contoso.shared();
  final JdbcClient jdbc = JdbcClient.create(Database.ONE);
  final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(Database.ONE));
  final Outbox outbox = new Outbox(jdbc);
  final RotationOutput output = new RotationOutput(jdbc, outbox, contoso.clock());
  final Journal journal = new Journal(jdbc, contoso.clock());
  final DeadLetters deadLetters = new DeadLetters(outbox);
  private final Probing probing;
  private Parts parts;
  final Worker worker;

  /** Begins with empty tables and everything mended; nobody waits between the last probes. */
  Bench() {
    this(new Probing(3, Duration.ZERO));
  }

  Bench(Probing probing) {
    this.probing = probing;
    contoso.mend();
    jdbc.sql(
            "truncate lane, rotation, operator_decision, rotation_binding, connection_secret, client_secret, rotation_output,"
                + " vault_news, outbox")
        .update();
    parts = parts();
    worker = worker("first", transaction);
  }

  private record Parts(
      RotationFlow flow,
      Overtaking overtaking,
      ClientSecrets clientSecrets,
      TenantSettings settings) {}

  private Parts parts() {
    WorkerIdentity identity = contoso.identity();
    SealingKey sealingKey = SealingKey.generate();
    VaultSecrets secrets =
        new VaultSecrets(
            contoso.properties(), identity.credential(), identity.azureHttp(), contoso.clock());
    TenantSettings settings =
        new TenantSettings(
            new SettingsProperties(
                contoso.settings().url(), Contoso.API_URI + "/.default", Duration.ofSeconds(5)),
            identity.http(),
            identity.credential(),
            sealingKey.publicKey());
    Memory memory =
        new Memory(
            new MemoryProperties(Duration.ofMinutes(1), Duration.ofMinutes(5), 100),
            contoso.clock());
    Targets targets =
        new Targets(
            contoso.client(
                new Limits(
                    new LimitProperties(50, 500, Duration.ofMillis(250), Duration.ZERO),
                    contoso.clock())),
            new SignIns(sealingKey, secrets, memory),
            new RegistryLogin(contoso.registryHttp(), Duration.ofSeconds(5)),
            memory);
    ClientSecrets clientSecrets =
        ClientSecrets.of(
            new ClientSecrets.Reach(
                contoso.properties().graphUrl(),
                identity.http(),
                identity.credential(),
                new Limits(
                    new LimitProperties(50, 500, Duration.ofMillis(250), Duration.ZERO),
                    contoso.clock()),
                Duration.ofSeconds(5)),
            secrets,
            jdbc,
            outbox,
            contoso.clock());
    Overtaking overtaking = new Overtaking(secrets);
    return new Parts(
        new RotationFlow(
            settings, secrets, targets, overtaking, clientSecrets, PACE, probing, contoso.clock()),
        overtaking,
        clientSecrets,
        settings);
  }

  /** Longer than a token is good for: the worker is another one then, which has its own. */
  Worker later(Duration by) {
    contoso.clock().turn(by);
    parts = parts();
    return worker("after " + by, transaction);
  }

  Worker worker(String owner, TransactionTemplate saves) {
    return worker(owner, saves, Along.NOTHING_MORE);
  }

  /** A process that is not turned by hand. */
  Dispatcher dispatcher(Along along) {
    Worker process = worker("by itself", transaction, along);
    return new Dispatcher(
        process.lanes(),
        process.claims(),
        process.laneRun(),
        process.lateWrites(),
        contoso.clock(),
        new Dispatcher.Settings(4, Duration.ofMillis(50), LEASE, Duration.ofSeconds(10)));
  }

  private Worker worker(String owner, TransactionTemplate saves, Along along) {
    Lanes lanes = new Lanes(jdbc, contoso.clock(), owner, LEASE, WRITE);
    Arrivals arrivals = new Arrivals(journal, lanes, output);
    LateWrites lateWrites = new LateWrites(lanes, arrivals, saves, contoso.clock());
    Saves writing = new Saves(statements(arrivals), saves);
    return new Worker(
        lanes,
        new Claims(lanes, journal, transaction),
        journal,
        lateWrites,
        writing,
        new LaneRun(
            parts.flow(),
            parts.overtaking(),
            journal,
            lanes,
            decisions(lanes, saves),
            lateWrites,
            writing,
            PACE,
            along,
            contoso.clock()));
  }

  /** Somebody else's pen, whose saves are told. */
  Saves saves(Consumer<Save> saved) {
    return new Saves(statements(), transaction, saved);
  }

  SaveStatements statements() {
    Lanes lanes = new Lanes(jdbc, contoso.clock(), "nobody", LEASE, WRITE);
    return statements(new Arrivals(journal, lanes, output));
  }

  private SaveStatements statements(Arrivals arrivals) {
    return new SaveStatements(jdbc, output, deadLetters, arrivals, journal, contoso.clock());
  }

  private Decisions decisions(Lanes lanes, TransactionTemplate saves) {
    return new Decisions(jdbc, journal, lanes, output, saves, contoso.clock());
  }

  /** An operator decides; answers whether there is such a rotation. */
  boolean decide(Scene scene, UUID rotation, Decision decision, UUID event) {
    OperatorDecision decided =
        new OperatorDecision(
            decision, Contoso.TENANT, scene.clientId(), rotation, "ada@contoso.example", "because");
    return Boolean.TRUE.equals(
        transaction.execute(_ -> decisions(worker.lanes(), transaction).store(event, decided)));
  }

  /** One process among several. */
  record Worker(
      Lanes lanes,
      Claims claims,
      Journal journal,
      LateWrites lateWrites,
      Saves saves,
      LaneRun laneRun) {

    /** Runs every lane that is due; answers how many. */
    int run() {
      List<Journal.Work> claimed = claims.claim(100);
      claimed.forEach(laneRun::run);
      return claimed.size();
    }

    /** Runs a lane that was claimed a while ago. */
    void run(Lease lease) {
      journal.work(List.of(lease)).forEach(laneRun::run);
    }
  }

  UUID arrive(Scene scene, SecretVersion version) {
    return arrive(scene, Trigger.SECRET_RENEWED, Optional.of(version));
  }

  UUID arrive(Scene scene, Trigger trigger, Optional<SecretVersion> version) {
    Rotation rotation = rotation(scene, UUID.randomUUID(), trigger, version);
    store(rotation);
    return rotation.id();
  }

  void store(Rotation... rotations) {
    transaction.executeWithoutResult(
        _ -> new Arrivals(journal, worker.lanes(), output).store(List.of(rotations)));
  }

  /** Somebody asks for a new secret. */
  UUID askToRenew(Scene scene, boolean emergency) {
    return ask(asked(scene, Trigger.RENEW_REQUESTED, emergency));
  }

  Rotation asked(Scene scene, Trigger trigger, boolean emergency) {
    return Rotation.received(
        UUID.randomUUID(),
        Contoso.TENANT,
        scene.clientId(),
        trigger,
        Optional.empty(),
        Optional.empty(),
        emergency,
        "rotation-events|0|0",
        Optional.of(Topics.key(Contoso.TENANT, scene.clientId())),
        contoso.clock().instant());
  }

  UUID ask(Rotation asked) {
    store(asked);
    return asked.id();
  }

  /** Runs what is due, as time goes by, until that rotation is finished. */
  void runUntilFinished(UUID id) {
    for (int run = 0; run < 100 && !state(id).isFinished(); run++) {
      worker.run();
      turn(Duration.ofSeconds(11));
    }
  }

  OrphanSweep sweep() {
    return new OrphanSweep(
        parts.clientSecrets().orphaned(),
        parts.settings(),
        worker.lanes(),
        journal,
        worker.saves(),
        transaction,
        contoso.clock());
  }

  UUID askToRenew(Scene scene) {
    return askToRenew(scene, false);
  }

  Rotation rotation(Scene scene, UUID id, Trigger trigger, Optional<SecretVersion> version) {
    return Rotation.received(
        id,
        Contoso.TENANT,
        scene.clientId(),
        trigger,
        version,
        Optional.empty(),
        false,
        "rotation-events|0|0",
        Optional.of(Topics.key(Contoso.TENANT, scene.clientId())),
        contoso.clock().instant());
  }

  void turn(Duration by) {
    contoso.clock().turn(by);
  }

  RotationState state(UUID rotation) {
    return journal.find(rotation).orElseThrow().state();
  }

  Map<UUID, BindingProgress> progress(UUID rotation) {
    return journal.progress(rotation);
  }

  /** The output as {@code STEP OUTCOME REASON}, one line each. */
  List<String> story(UUID rotation) {
    return output.of(rotation).stream()
        .map(line ->
            line.step() + " " + line.outcome() + (line.reason() == null ? "" : " " + line.reason()))
        .toList();
  }

  OutputLine last(UUID rotation) {
    return output.of(rotation).getLast();
  }
}
