package io.keyturn.sandbox.bench;

import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.RotationWorkerApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The worker as it is installed: journal, leases, settings look-up, all calls, output on table and
 * topic. What it has done is read from its journal.
 */
final class FullWorker implements Design {

  private static final String FINISHED =
      "select count(*) from rotation where finished_at >= :since";

  private final ChildJvm process;
  private final Database database;
  private final Events events;
  private final Subjects subjects;
  private final int inFlight;

  private FullWorker(
      ChildJvm process, Database database, Events events, Subjects subjects, int inFlight) {
    this.process = process;
    this.database = database;
    this.events = events;
    this.subjects = subjects;
    this.inFlight = inFlight;
  }

  static FullWorker start(
      Path directory,
      Broker broker,
      Stub stub,
      Database database,
      Events events,
      Subjects subjects,
      int inFlight,
      List<String> jvm)
      throws IOException, InterruptedException {
    int port = Broker.freePort();
    String at = stub.origin();
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("server.port", String.valueOf(port)),
            Map.entry("server.address", "127.0.0.1"),
            Map.entry("azure.devops-url", at + "/devops"),
            Map.entry("azure.devops-identity-url", at + "/vssps"),
            Map.entry("azure.devops-accounts-url", at + "/accounts"),
            Map.entry("azure.authority-host", at + "/entra"),
            Map.entry("azure.graph-url", at + "/graph"),
            Map.entry("azure.management-url", at + "/management"),
            Map.entry("azure.key-vault-url", at + "/vaults/{vault}"),
            Map.entry("azure.ca-certificate", stub.authority().toString()),
            Map.entry("keyturn.tenant-settings.url", at),
            Map.entry("keyturn.identity.tenant-id", Subjects.TENANT),
            Map.entry("keyturn.identity.client-id", "5e000000-0000-4000-8000-000000000002"),
            Map.entry("keyturn.identity.client-secret", "of-the-benchmark"),
            Map.entry("keyturn.rotation.in-flight", String.valueOf(inFlight)),
            Map.entry("spring.datasource.url", database.url()),
            Map.entry("spring.datasource.username", EmbeddedDatabase.USER),
            Map.entry("spring.datasource.password", EmbeddedDatabase.USER),
            Map.entry("spring.kafka.bootstrap-servers", broker.bootstrapServers()),
            Map.entry("jasypt.encryptor.password", "of-the-benchmark"));
    List<String> arguments = new ArrayList<>();
    arguments.add(Tether.class.getName());
    arguments.add(RotationWorkerApplication.class.getName());
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    ChildJvm process =
        ChildJvm.start(
            directory.resolve("worker.log"), false, WorkerClassPath.in(directory), jvm, arguments);
    FullWorker worker = new FullWorker(process, database, events, subjects, inFlight);
    try {
      process.awaitReady("the worker", port);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return worker;
  }

  @Override
  public String name() {
    return "full worker";
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Done work(Load load, Set<String> throttled, Duration patience)
      throws InterruptedException {
    Timestamp since = Timestamp.from(Instant.now());
    Map<UUID, Long> sent = events.send(Topics.ROTATION_EVENTS, load);
    long deadline = System.nanoTime() + patience.toNanos();
    while (finished(since) < load.events() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    // The output has to reach Kafka as well; what that costs belongs to the turn.
    while (count("select count(*) from (select 1 from outbox limit 1) as one") > 0
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return done(since, load, sent, throttled);
  }

  /** How many of that many rotations, begun since then, ended well in time. */
  long awaitWell(Instant since, int rotations, Duration patience) throws InterruptedException {
    Timestamp from = Timestamp.from(since);
    long deadline = System.nanoTime() + patience.toNanos();
    while (finished(from) < rotations && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return database
        .jdbc()
        .sql("select count(*) from rotation where finished_at >= ? and state = 'SUCCEEDED'")
        .param(from)
        .query(Long.class)
        .single();
  }

  /** Words of the worker's log, for somebody who has to find out why. */
  String tail() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
  }

  private Done done(Timestamp since, Load load, Map<UUID, Long> sent, Set<String> throttled) {
    Set<String> leftOut = throttled.isEmpty() ? Set.of() : Set.copyOf(throttled);
    List<Ended> ended =
        database
            .jdbc()
            .sql(
                "select id, application_id, state, finished_at from rotation where finished_at >= ?")
            .param(since)
            .query((row, _) ->
                new Ended(
                    row.getObject(1, UUID.class),
                    Subjects.numberIn(row.getString(2)),
                    row.getString(3),
                    row.getTimestamp(4).getTime()))
            .list()
            .stream()
            .filter(one -> sent.containsKey(one.id()))
            .filter(one -> !leftOut.contains(subjects.organization(one.application())))
            .collect(Collectors.toList());
    long wanted = sent.size();
    if (!leftOut.isEmpty()) {
      wanted =
          load.countWhere(application -> !leftOut.contains(subjects.organization(application)));
    }
    long superseded = ended.stream().filter(one -> one.state().equals("SUPERSEDED")).count();
    long well = ended.stream().filter(one -> one.state().equals("SUCCEEDED")).count();
    return new Done(
        sent.values().stream().mapToLong(Long::longValue).min().orElse(0),
        ended.stream().mapToLong(Ended::at).max().orElse(0),
        ended.stream().mapToDouble(one -> one.at() - sent.getOrDefault(one.id(), 0L)).toArray(),
        (int) superseded,
        (int) (wanted - well - superseded));
  }

  private record Ended(UUID id, long application, String state, long at) {}

  private long finished(Timestamp since) {
    return database.jdbc().sql(FINISHED).param("since", since).query(Long.class).single();
  }

  private long count(String sql) {
    return database.jdbc().sql(sql).query(Long.class).single();
  }
}
