package io.keyturn.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

class VaultNewsTest {

  @Test
  void newsOfWhichNobodySaysWhoseItIsBecomesADeadLetterWhenThePatienceEnds() {
    Contoso contoso = Contoso.shared();
    contoso.mend();
    contoso.settings().failWith(503);
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral()) {
      kafka.createKeyturnTopics();
      try (Topic topic = new Topic(kafka.bootstrapServers());
          WholeWorker _ =
              WholeWorker.start(
                  kafka.bootstrapServers(),
                  EmbeddedDatabase.shared().createDatabase(),
                  Map.of("keyturn.rotation.patience", "2s"))) {
        RecordMetadata sent = topic.send(newsOfASecret());

        ConsumerRecord<byte[], byte[]> letter =
            topic.await(
                Topics.DEAD_LETTER,
                one ->
                    Topic.header(one, "origin-offset").equals(String.valueOf(sent.offset()))
                        && Topic.header(one, "origin-partition")
                            .equals(String.valueOf(sent.partition())));

        assertThat(Topic.header(letter, "reason")).isEqualTo("PATIENCE_EXHAUSTED");
        assertThat(Topic.header(letter, "detail")).contains("SETTINGS_UNREACHABLE", "announce");
      }
    } finally {
      contoso.mend();
    }
  }

  private static ProducerRecord<String, byte[]> newsOfASecret() {
    String text =
        """
        {"id":"%s","topic":"/subscriptions/x/providers/Microsoft.KeyVault/vaults/contoso",
         "subject":"s","eventType":"Microsoft.KeyVault.SecretNewVersionCreated",
         "eventTime":"2026-07-25T01:08:33.1036736Z","dataVersion":"1","metadataVersion":"1",
         "data":{"Id":"https://contoso.vault.azure.net/secrets/x/%s","ObjectType":"Secret"}}\
        """
            .formatted(UUID.randomUUID(), "0".repeat(32));
    return new ProducerRecord<>(Topics.ROTATION_EVENTS, text.getBytes(StandardCharsets.UTF_8));
  }
}
