package io.keyturn.sandbox;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.DemoTenant.App;
import io.keyturn.sandbox.DemoTenant.Renewed;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The demo's story: secrets are renewed, news goes into Kafka, and the rotation output tells what
 * became of it. Each chapter says beforehand how it has to end.
 */
final class Story {

  private static final URI SOURCE = URI.create("/contoso/secret-factory");
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Stack stack;
  private final Api api;
  private final Console console;
  private boolean asTold = true;

  /**
   * @param settingsUrl where tenant-settings answers, in this process or elsewhere
   */
  Story(Stack stack, String settingsUrl, Console console) {
    this.stack = stack;
    this.api = stack.api(settingsUrl);
    this.console = console;
  }

  /**
   * @param connections by name; for a success those that hold the new secret in the end, otherwise
   *     those that nothing may have been written to
   */
  record Chapter(
      String title, App app, Outcome outcome, @Nullable Reason reason, List<String> connections) {}

  private static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter(
              "payments: a client secret, carried to an azurerm service connection",
              App.PAYMENTS,
              Outcome.SUCCEEDED,
              null,
              List.of("payments-prod")),
          new Chapter(
              "storefront: a registry password, carried to a dockerregistry service connection",
              App.STOREFRONT,
              Outcome.SUCCEEDED,
              null,
              List.of("storefront-registry")),
          new Chapter(
              "invoicing: one secret, two organizations; one is reached with a personal access token",
              App.INVOICING,
              Outcome.SUCCEEDED,
              null,
              List.of("invoicing-prod", "invoicing-test")),
          new Chapter(
              "reporting: turned to Docker Hub, which cannot be refreshed",
              App.REPORTING,
              Outcome.REFUSED,
              Reason.REGISTRY_TYPE_UNSUPPORTED,
              List.of("reporting-hub")),
          new Chapter(
              "analytics: converted to workload identity federation, which needs no secret",
              App.ANALYTICS,
              Outcome.REFUSED,
              Reason.CONNECTION_SCHEME_UNSUPPORTED,
              List.of("analytics-federated")),
          new Chapter(
              "warehouse: the worker's identity is in no administrators' group there",
              App.WAREHOUSE,
              Outcome.REFUSED,
              Reason.NOT_AN_ADMINISTRATOR,
              List.of("warehouse-prod")),
          new Chapter(
              "archive: its owner has switched the integration off",
              App.ARCHIVE,
              Outcome.SKIPPED,
              Reason.APPLICATION_INTEGRATION_OFF,
              List.of("archive-prod")),
          new Chapter(
              "mailer: the bound connection signs in as another application by now",
              App.MAILER,
              Outcome.REFUSED,
              Reason.IDENTITY_MISMATCH,
              List.of("mailer-prod")));

  /** Whether every part went as told. */
  boolean play() {
    try (Kafka kafka = new Kafka(stack.servers().bootstrapServers())) {
      CHAPTERS.forEach(chapter -> play(chapter, kafka));
      deadLetter(kafka);
    }
    console.plain("");
    return asTold;
  }

  private void play(Chapter chapter, Kafka kafka) {
    console.heading(chapter.title());
    List<ServiceConnection> connections =
        chapter.connections().stream().map(stack.tenant()::connection).toList();
    List<Integer> updatesBefore = connections.stream().map(ServiceConnection::updates).toList();
    connections.forEach(connection -> console.plain("      before    " + described(connection)));
    Renewed renewed = stack.tenant().renew(chapter.app());
    RotationNews news =
        new RotationNews(
            SOURCE,
            UUID.randomUUID().toString(),
            Instant.now(),
            new SecretRenewed(
                DemoTenant.TENANT,
                chapter.app().clientId,
                renewed.version(),
                Optional.empty(),
                Optional.empty()));
    kafka.send(NewsWriter.structured(news));

    Optional<JsonNode> end = follow(RotationId.of(news.source(), news.id()));

    connections.forEach(connection -> console.plain("      after     " + described(connection)));
    judgeEnd(chapter, end);
    for (int i = 0; i < connections.size(); i++) {
      judge(chapter, connections.get(i), updatesBefore.get(i), renewed);
    }
  }

  /** Prints the output as it comes; its last line, or nothing when patience ended first. */
  private Optional<JsonNode> follow(UUID rotationId) {
    int shown = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Api.Answer answer = api.get("/rotations/" + rotationId + "/output");
      List<JsonNode> lines = answer.status() == 200 ? elements(answer.body()) : List.of();
      for (JsonNode line : lines.subList(Math.min(shown, lines.size()), lines.size())) {
        print(line);
        shown++;
        if (line.path("step").asString("").equals(Step.CONCLUDE.name())) {
          return Optional.of(line);
        }
      }
      Kafka.pause();
    }
    return Optional.empty();
  }

  private static List<JsonNode> elements(JsonNode body) {
    JsonNode array = body.isArray() ? body : body.path("items");
    return array.valueStream().toList();
  }

  private void print(JsonNode line) {
    console.line(
        line.path("sequence").asInt(),
        line.path("step").asString(""),
        Outcome.valueOf(line.path("outcome").asString("")),
        line.path("reason").asString(""),
        line.path("message").asString(""));
  }

  private void judgeEnd(Chapter chapter, Optional<JsonNode> end) {
    String outcome = end.map(line -> line.path("outcome").asString("")).orElse("no end");
    String reason = end.map(line -> line.path("reason").asString("")).orElse("");
    String wanted = chapter.reason() == null ? "" : chapter.reason().name();
    check(
        outcome.equals(chapter.outcome().name()) && reason.equals(wanted),
        "the rotation ends as " + chapter.outcome() + (wanted.isEmpty() ? "" : " " + wanted));
  }

  private void judge(
      Chapter chapter, ServiceConnection connection, int updatesBefore, Renewed renewed) {
    if (chapter.outcome() == Outcome.SUCCEEDED) {
      check(
          connection.holds(renewed.value()) && connection.updates() == updatesBefore + 1,
          connection.name() + " holds the new secret, written once");
    } else {
      check(
          !connection.holds(renewed.value()) && connection.updates() == updatesBefore,
          connection.name() + " was not written to");
    }
  }

  /** What cannot be read ends as a dead letter, without its content. */
  private void deadLetter(Kafka kafka) {
    console.heading("a record that is no CloudEvent, with something secret in it");
    String secret = Settings.random();
    Optional<Kafka.DeadLetter> letter = kafka.sendGarbage(secret, PATIENCE);
    letter.ifPresent(found ->
        console.plain(
            "      dead letter: "
                + found.reason()
                + ", from "
                + found.origin()
                + "; "
                + found.detail()));
    check(
        letter.filter(found -> !found.everything().contains(secret)).isPresent(),
        "it is a dead letter with its reason and origin, and without its content");
  }

  /** As Azure DevOps shows it, and which of our secrets it holds, told by fingerprint. */
  private static String described(ServiceConnection connection) {
    JsonNode document = connection.document();
    List<String> fingerprints = connection.secretFingerprints();
    return connection.name()
        + ": "
        + document.path("type").asString("")
        + ", "
        + document.path("authorization").path("scheme").asString("")
        + (fingerprints.isEmpty() ? "" : ", secret " + fingerprints.getLast());
  }

  private void check(boolean held, String what) {
    asTold = asTold && held;
    if (held) {
      console.good(what);
    } else {
      console.bad(what);
    }
  }
}
