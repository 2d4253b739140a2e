package io.keyturn.sandbox.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A real Kafka broker in a process of its own, which keeps nothing. */
final class Broker implements AutoCloseable {

  static final int PARTITIONS = 6;

  private final ChildJvm process;
  private final String bootstrapServers;

  private Broker(ChildJvm process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  static Broker start(Path directory, List<String> topics) throws IOException {
    int[] ports = freePorts();
    Path properties = Files.createDirectories(directory).resolve("server.properties");
    Files.writeString(
        properties,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        num.partitions=%4$d
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=5
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.cleaner.dedupe.buffer.size=2097152
        """
            .formatted(ports[0], ports[1], directory.resolve("data"), PARTITIONS));
    format(properties);
    ChildJvm process =
        ChildJvm.start(
            directory.resolve("broker.log"),
            false,
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            List.of(Tether.class.getName(), "kafka.Kafka", properties.toString()));
    Broker broker = new Broker(process, "127.0.0.1:" + ports[0]);
    try {
      broker.create(topics);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return broker;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }

  private void create(List<String> topics) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(settings)) {
      admin
          .createTopics(
              topics.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList())
          .all()
          .get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not answer; " + process.tail(), e);
    }
  }

  private static void format(Path properties) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format",
              "--standalone",
              "-t",
              Uuid.randomUuid().toString(),
              "-c",
              properties.toString()
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
    }
  }

  /** Two at once, so that they differ. */
  private static int[] freePorts() throws IOException {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    try (ServerSocket one = new ServerSocket(0, 1, here);
        ServerSocket other = new ServerSocket(0, 1, here)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }

  static int freePort() throws IOException {
    return freePorts()[0];
  }

  static final Duration START = Duration.ofSeconds(60);
}
