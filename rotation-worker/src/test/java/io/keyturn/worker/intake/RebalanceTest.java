package io.keyturn.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RebalanceTest {

  private final Contoso contoso = Contoso.shared();

  @Test
  @Tag("FAULT-20")
  void aRebalanceInTheMiddleOfAWriteNeitherRepeatsItNorLosesIt() {
    contoso.mend();
    Scene scene = new Scene(contoso);
    ServiceConnection connection = scene.azurerm("payments-prod");
    String jdbcUrl = EmbeddedDatabase.shared().createDatabase();
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral()) {
      kafka.createKeyturnTopics();
      try (Topic topic = new Topic(kafka.bootstrapServers());
          WholeWorker first = WholeWorker.start(kafka.bootstrapServers(), jdbcUrl, Map.of())) {
        contoso
            .azure()
            .faults()
            .add(
                Fault.once(
                    "PUT",
                    "/devops/.*/_apis/serviceendpoint/endpoints/.*",
                    new Effect.Delay(Duration.ofSeconds(8))));
        Renewed renewed = scene.renew();
        RotationNews news =
            new RotationNews(
                URI.create("urn:contoso:tooling"),
                UUID.randomUUID().toString(),
                Instant.now(),
                new SecretRenewed(
                    Contoso.TENANT,
                    scene.clientId(),
                    renewed.version(),
                    Optional.empty(),
                    Optional.empty()));
        topic.send(NewsWriter.structured(news));
        Await.until(() -> contoso.azure().faults().list().isEmpty());

        try (WholeWorker _ = WholeWorker.start(kafka.bootstrapServers(), jdbcUrl, Map.of())) {
          Await.until(() -> members(kafka) == 2);
          assertThat(connection.holds(renewed.value()))
              .as("the write is still under way")
              .isFalse();
          // The same news again, to whoever has its partition now (FAULT-1).
          topic.send(NewsWriter.structured(news));
          Await.until(() -> isFinished(first, RotationId.of(news.source(), news.id())));
        }
      }
    }
    assertThat(connection.holds(scene.secrets().getLast())).isTrue();
    assertThat(connection.updates()).as("updates").isEqualTo(1);
  }

  private static boolean isFinished(WholeWorker worker, UUID id) {
    return worker
        .jdbc()
        .sql("select exists (select 1 from rotation where id = :id and state = 'SUCCEEDED')")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  private static int members(EmbeddedKafka kafka) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of("keyturn-rotation-worker"))
          .describedGroups()
          .values()
          .iterator()
          .next()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .members()
          .size();
    }
  }
}
