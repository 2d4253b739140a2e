package io.keyturn.settings;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.Preflight;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.settings.connector.ConnectorVerification;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.connector.SignIn;
import io.keyturn.settings.discovery.ConnectionCheck;
import io.keyturn.settings.verification.PreflightCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One running tenant-settings on real PostgreSQL and Kafka, shared by the tests of this JVM. Each
 * test takes tenants of its own, so that none sees another's.
 */
final class Installation {

  static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  /** Where the world would find it; tests know the way from there to the real port. */
  static final String ISSUER = "https://keyturn.contoso.example/issuer";

  static final UUID WORKERS_TENANT = UUID.fromString("77777777-0000-4000-8000-000000000007");

  private static final Installation SHARED = new Installation();

  final TokenIssuer entra = TokenIssuer.start();
  final FakeVerification verification = new FakeVerification();
  final String bootstrapServers;

  /** Sees every row; what the application itself sees is another matter. */
  final JdbcClient sql;

  final ServletWebServerApplicationContext context;
  private final String database = EmbeddedDatabase.shared().createDatabase();
  private final int port;
  private final KafkaProducer<String, byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();

  static Installation shared() {
    return SHARED;
  }

  /** For tests that change what is everybody's; the others share one. */
  Installation() {
    EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    kafka.createKeyturnTopics();
    bootstrapServers = kafka.bootstrapServers();
    context = start();
    port = java.util.Objects.requireNonNull(context.getWebServer()).getPort();
    sql =
        JdbcClient.create(
            new DriverManagerDataSource(
                EmbeddedDatabase.shared()
                        .superuserUrl(database.replaceAll(".*/([^/?]+)\\?.*", "$1"))
                    + "&currentSchema=tenant_settings"));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Another process of the same installation, of which some settings may be different. */
  ServletWebServerApplicationContext start(String... otherwise) {
    return startWithout(" none ", otherwise);
  }

  /** The same, without the settings whose name ends so. */
  ServletWebServerApplicationContext startWithout(String setting, String... otherwise) {
    return (ServletWebServerApplicationContext) application().run(arguments(setting, otherwise));
  }

  /** The application with somebody in Azure's place. */
  SpringApplicationBuilder application() {
    return TenantSettingsApplication.application()
        .initializers(it -> {
          GenericApplicationContext context = (GenericApplicationContext) it;
          context.registerBean(ConnectorVerification.class, () -> verification);
          context.registerBean(
              PreflightCheck.class, () -> _ -> new Preflight(Instant.now(), List.of()));
          // Without an Azure DevOps to ask, everything may be bound; DiscoveryTest has one.
          context.registerBean(
              ConnectionCheck.class,
              () -> (user, settings, wanted) -> new ConnectionCheck.Checked("Shop", "prod", null));
        });
  }

  /** The settings of such a process. */
  String[] arguments(String without, String... otherwise) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.datasource.url=" + database,
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--azure.authority-host=" + entra.authority(),
                "--azure.key-vault-hosts=*.vault.azure.net,localhost",
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + entra.keys(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + TokenIssuer.AUDIENCE,
                "--keyturn.federation.issuer=" + ISSUER,
                // What is due is asked for when a test says so.
                "--spring.quartz.auto-startup=false",
                "--keyturn.encryption.current-key=k1",
                "--keyturn.encryption.keys.k1=" + KEY,
                "--keyturn.worker-door.tenant-id=" + WORKERS_TENANT,
                // Only a process that a test starts for it delivers.
                "--keyturn.notification.poll=1h",
                "--keyturn.notification.sweep=1h"));
    arguments.removeIf(it -> it.substring(0, it.indexOf('=')).endsWith("." + without));
    // Spring would join two arguments of the same name to a list.
    for (String argument : otherwise) {
      String name = argument.substring(0, argument.indexOf('=') + 1);
      arguments.removeIf(it -> it.startsWith(name));
      arguments.add(argument);
    }
    return arguments.toArray(String[]::new);
  }

  Tenant tenant() {
    return new Tenant(this, UUID.randomUUID());
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  Answer call(@Nullable String token, String method, String path, @Nullable String body) {
    return call(token, method, path, body, Map.of());
  }

  Answer call(
      @Nullable String token,
      String method,
      String path,
      @Nullable String body,
      Map<String, String> headers) {
    return send(at(path), token, method, body, headers);
  }

  /** The same to another process of the installation. */
  Answer callAt(
      ServletWebServerApplicationContext process,
      @Nullable String token,
      String method,
      String path,
      @Nullable String body) {
    return callAt(process, token, method, path, body, Map.of());
  }

  Answer callAt(
      ServletWebServerApplicationContext process,
      @Nullable String token,
      String method,
      String path,
      @Nullable String body,
      Map<String, String> headers) {
    int at = java.util.Objects.requireNonNull(process.getWebServer()).getPort();
    return send(URI.create("http://127.0.0.1:" + at + path), token, method, body, headers);
  }

  /** Asks something else than the application's own port. */
  Answer send(URI uri, @Nullable String token) {
    return send(uri, token, "GET", null, Map.of());
  }

  private Answer send(
      URI uri,
      @Nullable String token,
      String method,
      @Nullable String body,
      Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(ownSecret(uri, body)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Each application of {@link Tenant#application} keeps its secret under a name of its own. */
  private static String ownSecret(URI uri, String body) {
    String path = uri.getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    return path.contains("/applications/")
        ? body.replace("\"billing-secret\"", "\"billing-secret-" + last + "\"")
        : body;
  }

  /** Puts a record on the rotation output as a worker would. */
  void tell(String key, String value) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.ROTATION_OUTPUT,
                  key,
                  value.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** All records of a topic up to now. */
  List<ConsumerRecord<String, byte[]>> records(String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** Looks again until it is so; fails after minutes, as on a machine with much else to do. */
  static void eventually(BooleanSupplier soon) {
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!soon.getAsBoolean()) {
      if (System.nanoTime() > patience) {
        throw new AssertionError("it did not become so within two minutes");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Says "connected" unless told otherwise for an organization; remembers what it was asked. */
  static final class FakeVerification implements ConnectorVerification {
    private final Map<String, Verdict> answers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();
    final List<SignIn> asked = new CopyOnWriteArrayList<>();

    void answer(String organization, ConnectorStatus status, String message) {
      answer(organization, new Verdict(status, message));
    }

    void answer(String organization, Verdict verdict) {
      answers.put(organization, verdict);
    }

    /** Happens while that organization is being verified. */
    void meanwhile(String organization, Runnable what) {
      meanwhile.put(organization, what);
    }

    @Override
    public Verdict verify(String tenantId, String organization, SignIn signIn) {
      asked.add(signIn);
      meanwhile.getOrDefault(organization, () -> {}).run();
      return answers.getOrDefault(
          organization, new Verdict(ConnectorStatus.CONNECTED, "Connected."));
    }
  }

  /** An HTTP answer. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(response.body());
    }

    String code() {
      return json().path("code").asString("");
    }

    /** The code of the first complaint about that field; empty when there is none. */
    String fieldCode(String field) {
      for (JsonNode error : json().path("errors")) {
        if (error.path("field").asString("").equals(field)) {
          return error.path("code").asString("");
        }
      }
      return "";
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }
}
