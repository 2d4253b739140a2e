package io.keyturn.sandbox.bench;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelEoSStreamProcessor;
import io.keyturn.azuredevops.TrustedAuthorities;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one would otherwise have used, as a process: plain spring-kafka, or Confluent's Parallel
 * Consumer with an application's events in order, on virtual threads. Neither keeps a journal.
 */
final class PeerMain {

  private PeerMain() {}

  /**
   * @param inFlight threads of the listener container, or the Parallel Consumer's concurrency
   */
  record Settings(
      boolean parallelConsumer,
      String bootstrapServers,
      String topic,
      int inFlight,
      String authority,
      String origin,
      Script script) {}

  /** One argument: the settings as JSON. Then one number per line: how many events to wait for. */
  public static void main(String[] args) throws Exception {
    JsonMapper json = JsonMapper.shared();
    Settings settings = json.readValue(args[0], Settings.class);
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(TrustedAuthorities.sslContext(Path.of(settings.authority())))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    Tally tally = new Tally();
    Handler handler =
        event -> {
          boolean well = true;
          try {
            settings
                .script()
                .play(
                    http,
                    settings.origin(),
                    Events.applicationOf(event.key()),
                    Events.versionOf(event.value()));
          } catch (java.io.IOException e) {
            well = false;
          }
          tally.done(event.timestamp(), well);
        };
    if (settings.parallelConsumer()) {
      parallelConsumer(settings, handler);
    } else {
      listener(settings, handler);
    }
    System.out.println("READY 1");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Done done =
          tally.await(Integer.parseInt(words[0]), Duration.ofSeconds(Long.parseLong(words[1])));
      System.out.println("DONE " + json.writeValueAsString(done));
    }
    Runtime.getRuntime().halt(0);
  }

  /** What is done with an event. */
  private interface Handler {
    void handle(ConsumerRecord<String, byte[]> event) throws InterruptedException;
  }

  private static void listener(Settings settings, Handler handler) {
    ContainerProperties container = new ContainerProperties(settings.topic());
    container.setMessageListener(
        (MessageListener<String, byte[]>)
            event -> {
              try {
                handler.handle(event);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    var listeners =
        new ConcurrentMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<String, byte[]>(consumer(settings)), container);
    listeners.setConcurrency(settings.inFlight());
    listeners.start();
  }

  private static void parallelConsumer(Settings settings, Handler handler) {
    ParallelConsumerOptions<String, byte[]> options =
        ParallelConsumerOptions.<String, byte[]>builder()
            .ordering(ProcessingOrder.KEY)
            .maxConcurrency(settings.inFlight())
            .consumer(new KafkaConsumer<>(consumer(settings)))
            .ignoreReflectiveAccessExceptionsForAutoCommitDisabledCheck(true)
            .build();
    var consumer = new OnVirtualThreads(options);
    consumer.subscribe(List.of(settings.topic()));
    consumer.poll(context -> {
      try {
        handler.handle(context.getSingleConsumerRecord());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private static Map<String, Object> consumer(Settings settings) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        settings.bootstrapServers(),
        ConsumerConfig.GROUP_ID_CONFIG,
        "bench-" + settings.topic(),
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "earliest",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        StringDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class);
  }

  /** Its own pool has platform threads. */
  private static final class OnVirtualThreads extends ParallelEoSStreamProcessor<String, byte[]> {
    OnVirtualThreads(ParallelConsumerOptions<String, byte[]> options) {
      super(options);
    }

    @Override
    protected ThreadPoolExecutor setupWorkerPool(int poolSize) {
      return new ThreadPoolExecutor(
          poolSize,
          poolSize,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().factory());
    }
  }
}
