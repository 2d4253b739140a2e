package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.sandbox.DemoTenant.App;
import io.keyturn.sandbox.DemoTenant.Renewed;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Key Vault sends through Event Grid starts a rotation as it is. */
class KeyVaultNewsTest {

  @ParameterizedTest
  @ValueSource(strings = {"keyvault-cloudevents-schema.json", "keyvault-eventgrid-schema.json"})
  void thePublishedSamplesStartARotationInBothSchemas(String sample) throws Exception {
    Path samples = samples();
    String published =
        JsonMapper.shared()
            .readTree(Files.readAllBytes(samples.resolve(sample)))
            .get("event")
            .toString();
    for (boolean inArray : new boolean[] {false, true}) {
      Renewed renewed = SharedStack.stack().tenant().renew(App.STOREFRONT);
      // Names of a seeded application, and an event id of its own; nothing else is changed.
      String event =
          published
              .replace("sample-kv", DemoTenant.VAULT)
              .replace("newsecret", App.STOREFRONT.secretName())
              .replace("ee059b2bb5bc48398a53b168c6cdcb10", renewed.version().version())
              .replace("00eccf70-95a7-4e7c-8299-2eb17ee9ad64", UUID.randomUUID().toString());

      JsonNode end = sendAndFollow(inArray ? "[" + event + "]" : event, event);

      assertThat(end.path("outcome").asString("")).as(end.toString()).isEqualTo("SUCCEEDED");
      ServiceConnection connection = SharedStack.stack().tenant().connection("storefront-registry");
      assertThat(connection.holds(renewed.value())).isTrue();
    }
  }

  @Test
  void newsOfAVersionThatIsAlreadyThereIsNotWrittenTwice() throws Exception { // FAULT-1
    Stack stack = SharedStack.stack();
    Renewed renewed = stack.tenant().renew(App.STOREFRONT);
    ServiceConnection connection = stack.tenant().connection("storefront-registry");
    String first = event(renewed);
    sendAndFollow(first, first);
    int updates = connection.updates();
    String again = event(renewed);

    JsonNode end = sendAndFollow(again, again);

    assertThat(end.path("outcome").asString("")).isEqualTo("SUCCEEDED");
    assertThat(connection.updates()).isEqualTo(updates);
  }

  private static String event(Renewed renewed) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event.put("specversion", "1.0").put("id", UUID.randomUUID().toString());
    event.put("source", "/subscriptions/1/vaults/" + DemoTenant.VAULT);
    event.put("type", "Microsoft.KeyVault.SecretNewVersionCreated");
    event
        .putObject("data")
        .put(
            "Id",
            renewed.version().vaultUrl()
                + "/secrets/"
                + renewed.version().name()
                + "/"
                + renewed.version().version());
    return event.toString();
  }

  /** The last line of the output of the storefront's rotation that this event starts. */
  private static JsonNode sendAndFollow(String value, String event) throws Exception {
    Stack stack = SharedStack.stack();
    JsonNode json = JsonMapper.shared().readTree(event);
    String source =
        json.has("source") ? json.get("source").stringValue() : json.get("topic").stringValue();
    URI asUri = source.contains("{") ? new URI(null, source, null) : URI.create(source);
    UUID rotationId =
        RotationId.of(
            asUri, json.get("id").stringValue(), DemoTenant.TENANT, App.STOREFRONT.clientId);
    try (Kafka kafka = new Kafka(stack.servers().bootstrapServers())) {
      kafka.send(
          new ProducerRecord<>(
              Topics.ROTATION_EVENTS, null, value.getBytes(StandardCharsets.UTF_8)));
    }
    Api api = stack.api(stack.applications().settingsUrl());
    return Await.until(() ->
        api.get("/rotations/" + rotationId + "/output").body().findParents("step").stream()
            .filter(line -> line.path("step").asString("").equals("CONCLUDE"))
            .findFirst());
  }

  private static Path samples() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("shared/azure-devops/samples"))) {
      folder = folder.getParent();
    }
    assumeTrue(folder != null, "skipped: no folder shared/azure-devops/samples above this one");
    return folder.resolve("shared/azure-devops/samples");
  }
}
