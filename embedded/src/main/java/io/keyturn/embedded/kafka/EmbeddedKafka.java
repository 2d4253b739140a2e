package io.keyturn.embedded.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker that is its own KRaft controller, on 127.0.0.1.
 *
 * <p>It stores what it is told on disk like any other broker: started again on the same directory
 * it has every record and every committed offset. A broker talks a lot: keep the loggers {@code
 * kafka}, {@code org.apache.kafka} and {@code state.change.logger} at {@code ERROR}.
 */
public final class EmbeddedKafka implements AutoCloseable {

  /** The topics Keyturn reads and writes, see {@link #createKeyturnTopics()}. */
  public static final List<String> KEYTURN_TOPICS =
      List.of("rotation-events", "rotation-output", "rotation-events.dead-letter");

  private static final int KEYTURN_PARTITIONS = 6;
  private static final String PORTS_FILE = "ports.properties";

  private final KafkaRaftServer server;
  private final int port;
  private final Path directory;
  private final boolean keepData;
  private final Doorkeeper doorkeeper;
  private boolean closed;

  private EmbeddedKafka(
      KafkaRaftServer server, int port, Path directory, boolean keepData, Doorkeeper doorkeeper) {
    this.server = server;
    this.port = port;
    this.directory = directory;
    this.keepData = keepData;
    this.doorkeeper = doorkeeper;
  }

  /** A broker on any free port whose data is deleted when it is closed. */
  public static EmbeddedKafka startEphemeral() {
    return startEphemeral(Doorkeeper.NONE);
  }

  /** The same, letting in only whom {@code doorkeeper} knows. */
  public static EmbeddedKafka startEphemeral(Doorkeeper doorkeeper) {
    try {
      return start(Files.createTempDirectory("keyturn-kafka-"), 0, false, doorkeeper);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for Kafka", e);
    }
  }

  /**
   * A broker that keeps its data.
   *
   * @param dataDirectory created when absent; at most one broker may use it at a time
   * @param port 0 takes a free one the first time and the same one ever after; the controller takes
   *     the next higher one of a given port
   */
  public static EmbeddedKafka start(Path dataDirectory, int port) {
    return start(dataDirectory, port, true, Doorkeeper.NONE);
  }

  private static EmbeddedKafka start(
      Path directory, int wantedPort, boolean keepData, Doorkeeper doorkeeper) {
    try {
      Files.createDirectories(directory);
      Ports ports = Ports.of(directory, wantedPort);
      Path properties = writeProperties(directory, ports, doorkeeper);
      if (!Files.exists(directory.resolve("data").resolve("meta.properties"))) {
        format(properties, doorkeeper);
      }
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(load(properties), false), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, ports.broker(), directory, keepData, doorkeeper);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka could not use " + directory, e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Creates the topic; one that exists is left as it is. */
  public void createTopic(String name, int partitions) {
    createTopics(List.of(name), partitions);
  }

  /** Creates the three topics of Keyturn as they are meant to be, with 6 partitions each. */
  public void createKeyturnTopics() {
    createTopics(KEYTURN_TOPICS, KEYTURN_PARTITIONS);
  }

  private void createTopics(Collection<String> names, int partitions) {
    Map<String, Object> settings = new HashMap<>(doorkeeper.administrator());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      List<NewTopic> topics =
          names.stream().map(name -> new NewTopic(name, partitions, (short) 1)).toList();
      for (var creation : admin.createTopics(topics).values().values()) {
        awaitCreation(creation.toCompletionStage().toCompletableFuture());
      }
    }
  }

  private static void awaitCreation(java.util.concurrent.Future<Void> creation) {
    try {
      creation.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("the topic could not be created", e.getCause());
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker did not create the topic in 30 seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating a topic", e);
    }
  }

  /** Stops the broker; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    if (!keepData) {
      delete(directory);
    }
  }

  /**
   * Both ports are part of a formatted directory: the controller's is written into the log of the
   * quorum, and clients expect the broker where it was.
   */
  private record Ports(int broker, int controller) {

    static Ports of(Path directory, int wantedBroker) throws IOException {
      Path file = directory.resolve(PORTS_FILE);
      Properties kept = Files.exists(file) ? load(file) : new Properties();
      int keptBroker = Integer.parseInt(kept.getProperty("broker", "0"));
      int keptController = Integer.parseInt(kept.getProperty("controller", "0"));
      if (keptController == 0 && wantedBroker != 0) {
        keptController = wantedBroker + 1;
      }
      Ports ports = choose(wantedBroker != 0 ? wantedBroker : keptBroker, keptController);
      Files.writeString(
          file, "broker=" + ports.broker() + "\ncontroller=" + ports.controller() + "\n");
      return ports;
    }

    // Both sockets are open at once so that the two answers differ.
    private static Ports choose(int broker, int controller) throws IOException {
      InetAddress here = InetAddress.getByName("127.0.0.1");
      try (ServerSocket one = new ServerSocket(0, 1, here);
          ServerSocket other = new ServerSocket(0, 1, here)) {
        return new Ports(
            broker != 0 ? broker : one.getLocalPort(),
            controller != 0 ? controller : other.getLocalPort());
      }
    }
  }

  private static Path writeProperties(Path directory, Ports ports, Doorkeeper doorkeeper)
      throws IOException {
    Map<String, String> settings = new HashMap<>(doorkeeper.brokerSettings());
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + ports.controller());
    settings.put(
        "listeners",
        doorkeeper.listener()
            + "://127.0.0.1:"
            + ports.broker()
            + ",CONTROLLER://127.0.0.1:"
            + ports.controller());
    settings.put(
        "advertised.listeners",
        doorkeeper.listener()
            + "://127.0.0.1:"
            + ports.broker()
            + ",CONTROLLER://127.0.0.1:"
            + ports.controller());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", directory.resolve("data").toAbsolutePath().toString());
    settings.put("num.partitions", String.valueOf(KEYTURN_PARTITIONS));
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "5");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "5");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After kill -9 a broker waits until its own old registration has expired; a much shorter
    // session would fence a living broker on a busy machine.
    settings.put("broker.session.timeout.ms", "5000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return Files.writeString(directory.resolve("server.properties"), text);
  }

  private static void format(Path properties, Doorkeeper doorkeeper) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    List<String> arguments =
        new ArrayList<>(
            List.of("format", "--standalone", "-t", Uuid.randomUuid().toString(), "-c"));
    arguments.add(properties.toString());
    arguments.addAll(doorkeeper.formatArguments());
    int status =
        StorageTool.execute(
            arguments.toArray(String[]::new), new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(
          "Kafka could not format its directory: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private static Properties load(Path file) throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka's temporary directory stays: " + directory, e);
    }
  }
}
