package io.keyturn.preflight;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.preflight.Finding.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KafkaLookTest {

  @Test
  void aTopicThatIsMissingIsNamedAndTheOthersAreFine() {
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral()) {
      kafka.createKeyturnTopics();
      List<Finding> found =
          new KafkaLook(
                  Map.of("bootstrap.servers", kafka.bootstrapServers()),
                  Map.of("rotation-events", Set.of(READ), "not-made", Set.of(WRITE)),
                  "nobody-yet")
              .take();

      assertThat(found)
          .filteredOn(it -> it.verdict() == Verdict.FAILED)
          .extracting(Finding::where)
          .containsExactly("not-made");
      assertThat(found)
          .filteredOn(it -> it.verdict() == Verdict.OK)
          .extracting(Finding::where)
          .containsExactly(kafka.bootstrapServers(), "rotation-events", "nobody-yet");
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    List<Finding> found =
        new KafkaLook(Map.of("bootstrap.servers", "127.0.0.1:1"), Map.of(), "group").take();

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().where()).isEqualTo("127.0.0.1:1");
    assertThat(found.getFirst().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(found.getFirst().message()).contains("does not answer");
  }

  @Test
  void aNameThatNobodyKnowsIsNamed() {
    List<Finding> found =
        new KafkaLook(Map.of("bootstrap.servers", "kafka.invalid:9092"), Map.of(), "group").take();

    assertThat(found.getFirst().where()).isEqualTo("kafka.invalid:9092");
    assertThat(found.getFirst().message()).contains("found by its name");
  }

  @Test
  void whatIsNotAllowedIsMissing() {
    assertThat(KafkaLook.missing(Set.of(READ, WRITE), Set.of(READ, DESCRIBE)))
        .containsExactly(WRITE);
    assertThat(KafkaLook.missing(Set.of(READ), Set.of(ALL))).isEmpty();
    assertThat(KafkaLook.missing(Set.of(READ), null)).isEmpty();
  }
}
