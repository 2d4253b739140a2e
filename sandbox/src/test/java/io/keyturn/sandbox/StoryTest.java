package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.spec.Exchange;
import io.keyturn.embedded.devops.spec.SpecConformance;
import io.keyturn.sandbox.DemoTenant.App;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoryTest {

  private static final Queue<Exchange> EXCHANGES = new ConcurrentLinkedQueue<>();
  private static final Stack STACK = SharedStack.stack();
  private static boolean asTold;

  @BeforeAll
  static void play() {
    STACK.servers().azure().listen(told -> Exchange.of(told).ifPresent(EXCHANGES::add));
    asTold = new Story(STACK, STACK.applications().settingsUrl(), SharedStack.console()).play();
  }

  @Test
  void everyRequestToAzureDevOpsAndItsAnswerAreAsMicrosoftDocumentsThem() {
    Optional<Path> folder = SpecConformance.findSpecs();
    assumeTrue(folder.isPresent(), "no folder shared/azure-devops/specs here or above: skipped");
    SpecConformance specs = SpecConformance.load(folder.orElseThrow());
    List<Exchange> exchanges = List.copyOf(EXCHANGES);

    List<String> violations =
        exchanges.stream().flatMap(e -> specs.violations(e).stream()).distinct().toList();

    assertThat(violations).isEmpty();
    // The story really went there: it read, proved and wrote, and asked who may do so.
    assertThat(exchanges).extracting(Exchange::method).contains("GET", "POST", "PUT");
    assertThat(exchanges)
        .extracting(Exchange::host)
        .contains("dev.azure.com", "vssps.dev.azure.com");
  }

  @Test
  void everyPartGoesAsToldAndNothingThatWasWrittenHoldsASecret() throws Exception { // FAULT-24
    assertThat(asTold).as(SharedStack.printed()).isTrue();
    List<String> secrets = secrets(STACK);
    assertThat(secrets).hasSizeGreaterThan(15).allMatch(secret -> secret.length() > 15);
    String written = SharedStack.printed() + tables(STACK) + topics(STACK) + scrapes();
    // The search itself can find something: these are in what it searches.
    assertThat(written).contains("payments-client-secret", "NOT_A_CLOUD_EVENT", "k1:");
    assertThat(secrets).noneMatch(written::contains);
  }

  @Test
  void everyFigureThatAnAlertOrTheDashboardNamesIsTold() throws Exception {
    String scrape =
        Await.until(() ->
            Optional.of(scrapes()).filter(told -> told.contains("keyturn_limiter_pause_seconds{")));
    Set<String> told = OpsFiles.metricsOf(scrape).collect(Collectors.toSet());

    assertThat(Stream.of(OpsFiles.expressionsOfRules(), OpsFiles.expressionsOfDashboard()))
        .allSatisfy(expressions ->
            assertThat(expressions)
                .flatExtracting(OpsFiles::metricsIn)
                .isNotEmpty()
                .isSubsetOf(told));
    // Both applications, and neither what is the other's.
    assertThat(scrape.lines().filter(line -> line.startsWith("keyturn_connectors{")))
        .isNotEmpty()
        .allMatch(line -> line.contains("application=\"tenant-settings\""));
    assertThat(scrape.lines().filter(line -> line.startsWith("keyturn_backlog{")))
        .isNotEmpty()
        .allMatch(line -> line.contains("application=\"rotation-worker\""));
    assertThat(scrape)
        .doesNotContain(DemoTenant.TENANT, DemoTenant.WORKER_CLIENT_ID, "payments", "@");
  }

  private static String scrapes() {
    return STACK.applications().managementUrls().stream()
        .map(at -> read(at + "/prometheus"))
        .collect(Collectors.joining());
  }

  private static String read(String address) {
    try (InputStream in = URI.create(address).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every secret of the demo: all versions in Key Vault and what was handed over. */
  private static List<String> secrets(Stack stack) {
    List<String> secrets = new ArrayList<>();
    Stream.concat(Stream.of(App.values()).map(App::secretName), Stream.of("keyturn-devops-secret"))
        .flatMap(
            name -> stack.servers().azure().keyVault().versions(DemoTenant.VAULT, name).stream())
        .forEach(version -> secrets.add(version.value()));
    secrets.add(stack.handover().workerSecret());
    secrets.add(stack.handover().cliSecret());
    secrets.add(stack.handover().labsToken());
    secrets.add(stack.encryptionKey());
    return secrets;
  }

  /** Every row of every table of both applications, as text. */
  private static String tables(Stack stack) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection database = DriverManager.getConnection(stack.servers().superuserUrl());
        Statement names = database.createStatement();
        ResultSet tables =
            names.executeQuery(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                 where schemaname in ('tenant_settings', 'rotation_worker')
                """)) {
      while (tables.next()) {
        try (Statement rows = database.createStatement();
            ResultSet found =
                rows.executeQuery("select t::text from " + tables.getString(1) + " t")) {
          while (found.next()) {
            text.append(found.getString(1)).append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  /** Keys, headers and values of every record on our topics. */
  private static String topics(Stack stack) {
    StringBuilder text = new StringBuilder();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.servers().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Stream.of(Topics.ROTATION_EVENTS, Topics.ROTATION_OUTPUT, Topics.DEAD_LETTER)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(found -> {
              // The garbage of the last chapter lies where its sender put it; we did not write it.
              boolean garbage = found.topic().equals(Topics.ROTATION_EVENTS) && found.key() == null;
              if (!garbage) {
                text.append(new String(found.value(), StandardCharsets.UTF_8));
                found
                    .headers()
                    .forEach(h ->
                        text.append(h.key()).append(new String(h.value(), StandardCharsets.UTF_8)));
              }
            });
      }
    }
    return text.toString();
  }
}
