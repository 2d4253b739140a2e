package io.keyturn.worker.metric;

import io.keyturn.contracts.event.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * News that Kafka has and the journal has not, of all workers together. Asked of the broker: a
 * consumer whose partitions are paused knows nothing of what has come since.
 */
final class LagSample implements Sample, AutoCloseable {

  private static final int PATIENCE_MILLIS = 5_000;

  private final Map<String, Object> config;
  private final String group;
  private final Reading lag;
  private @Nullable Admin admin;

  LagSample(KafkaAdmin settings, String group, MeterRegistry registry) {
    config = new HashMap<>(settings.getConfigurationProperties());
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "rotation-worker-metrics");
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.group = group;
    lag =
        new Reading(
            registry,
            "keyturn.consumer.lag",
            "Records in Kafka that nobody has taken in yet",
            "topic",
            Topics.ROTATION_EVENTS);
  }

  @Override
  public synchronized void take() throws Exception {
    if (admin == null) {
      admin = Admin.create(config);
    }
    List<TopicPartition> partitions =
        in(
                answer(admin.describeTopics(List.of(Topics.ROTATION_EVENTS)).allTopicNames()),
                Topics.ROTATION_EVENTS)
            .partitions()
            .stream()
            .map(one -> new TopicPartition(Topics.ROTATION_EVENTS, one.partition()))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> taken =
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, ListOffsetsResultInfo> first =
        offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> next =
        offsets(admin, partitions, OffsetSpec.latest());
    long behind = 0;
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = taken.get(partition);
      // Nobody takes what retention has removed, and a new group begins with the first.
      long from = Math.max(in(first, partition).offset(), offset == null ? 0 : offset.offset());
      behind += Math.max(0, in(next, partition).offset() - from);
    }
    lag.is(behind);
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which) throws Exception {
    return answer(
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which)))
            .all());
  }

  private static <K, V> V in(Map<K, V> answers, K key) {
    return Objects.requireNonNull(answers.get(key));
  }

  private static <T> T answer(KafkaFuture<T> future) throws Exception {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void forget() {
    lag.isUnknown();
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
