package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Step;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the journal and the topics say when all is over. */
final class Evidence {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Surroundings surroundings;

  Evidence(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** How a rotation stands in the journal. */
  record Stand(UUID id, String applicationId, String state, boolean finished, String reason) {}

  /**
   * Those that were told; what the worker adds to them by itself, to be sure, is not among them.
   * Empty while the database does not answer.
   */
  Optional<Map<UUID, Stand>> rotations() {
    String query =
        "select id, application_id, state, finished_at is not null, coalesce(reason, '')"
            + " from rotation_worker.rotation where trigger <> 'LATE_WRITE'";
    try (Connection connection = DriverManager.getConnection(surroundings.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      Map<UUID, Stand> found = new HashMap<>();
      while (row.next()) {
        UUID id = row.getObject(1, UUID.class);
        found.put(
            id,
            new Stand(id, row.getString(2), row.getString(3), row.getBoolean(4), row.getString(5)));
      }
      return Optional.of(found);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** True once all of these are finished and everything has been told to Kafka. */
  boolean isOver(java.util.Collection<UUID> ids) {
    return rotations()
            .filter(known ->
                ids.stream()
                    .allMatch(id ->
                        Optional.ofNullable(known.get(id)).filter(Stand::finished).isPresent()))
            .isPresent()
        && allFinished();
  }

  boolean allFinished() {
    return count("select count(*) from rotation_worker.rotation where finished_at is null")
            .filter(n -> n == 0)
            .isPresent()
        && count("select count(*) from rotation_worker.outbox").filter(n -> n == 0).isPresent();
  }

  long finished() {
    return count("select count(*) from rotation_worker.rotation where finished_at is not null")
        .orElse(0L);
  }

  Optional<Long> count(String query) {
    try (Connection connection = DriverManager.getConnection(surroundings.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return Optional.of(row.getLong(1));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** Everything on that topic, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", surroundings.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream().map(Evidence::partition).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        assertThat(System.nanoTime()).as("time to read " + topic).isLessThan(deadline);
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  /** The lines of each rotation as the topic brings them, each once. */
  Map<UUID, List<OutputLine>> output() {
    Map<UUID, Map<Integer, OutputLine>> lines = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : read(Topics.ROTATION_OUTPUT)) {
      OutputLine line = JSON.readValue(message.value(), OutputLine.class);
      // May be told twice, with the same sequence.
      lines
          .computeIfAbsent(line.rotationId(), id -> new LinkedHashMap<>())
          .putIfAbsent(line.sequence(), line);
    }
    return lines.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, lane -> List.copyOf(lane.getValue().values())));
  }

  /** From 1 without gaps, received first, concluded last and once, and no step before its time. */
  static void assertInOrder(List<OutputLine> lines) {
    assertThat(lines)
        .extracting(OutputLine::sequence)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, lines.size()).boxed().toList());
    assertThat(lines.getFirst().step()).isEqualTo(Step.RECEIVE);
    assertThat(lines.getLast().step()).isEqualTo(Step.CONCLUDE);
    assertThat(lines).filteredOn(line -> line.step() == Step.CONCLUDE).hasSize(1);
    Map<Optional<UUID>, List<Step>> succeeded =
        lines.stream()
            .filter(line -> line.outcome() == Outcome.SUCCEEDED)
            .collect(
                Collectors.groupingBy(
                    line -> Optional.ofNullable(line.binding()),
                    Collectors.mapping(OutputLine::step, Collectors.toList())));
    succeeded.forEach((binding, steps) -> {
      assertThat(steps).as("steps of " + binding).isSorted();
      // Who dies between the proof and the write proves again: nothing has been changed by then.
      assertThat(steps.stream().filter(step -> step != Step.PROVE).toList())
          .as("steps of " + binding)
          .doesNotHaveDuplicates();
    });
  }

  static void assertNoneOf(List<String> secrets, String text, String where) {
    assertThat(secrets.stream().filter(text::contains).count())
        .as("how many of the secrets are in " + where)
        .isZero();
  }

  /** Keys, headers and values of both topics as one text. */
  String told() {
    StringBuilder text = new StringBuilder();
    for (String topic : Surroundings.topics()) {
      for (ConsumerRecord<byte[], byte[]> message : read(topic)) {
        message
            .headers()
            .forEach(header -> text.append(new String(header.value(), StandardCharsets.UTF_8)));
        if (message.key() != null) {
          text.append(new String(message.key(), StandardCharsets.UTF_8));
        }
        text.append(new String(message.value(), StandardCharsets.UTF_8)).append('\n');
      }
    }
    return text.toString();
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }
}
