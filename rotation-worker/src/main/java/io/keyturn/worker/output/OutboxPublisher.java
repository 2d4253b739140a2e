package io.keyturn.worker.output;

import io.keyturn.contracts.event.Topics;
import io.keyturn.worker.loop.Loop;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.TopicSender.Round;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Carries the outbox to Kafka, each topic by itself, so that one that cannot be written holds up
 * nothing of the other. A crash between Kafka's word and the deletion sends a record twice; an
 * output line's sequence tells.
 */
public final class OutboxPublisher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final List<Lane> lanes;

  private record Lane(TopicSender sender, Loop loop) {}

  OutboxPublisher(
      Outbox outbox, Senders senders, KafkaTemplate<String, byte[]> kafka, Duration poll) {
    lanes =
        List.of(Topics.ROTATION_OUTPUT, Topics.DEAD_LETTER, Topics.ROTATION_EVENTS).stream()
            .map(topic -> lane(new TopicSender(topic, outbox, senders, kafka), topic, poll))
            .toList();
  }

  private static Lane lane(TopicSender sender, String topic, Duration poll) {
    return new Lane(
        sender, new Loop("outbox " + topic, AFTER_FAILURE, () -> rest(sender.sendSome(), poll)));
  }

  private static Duration rest(Round round, Duration poll) {
    return switch (round) {
      case MORE -> Duration.ZERO;
      case IDLE -> poll;
      case KAFKA_AWAY -> AFTER_FAILURE;
    };
  }

  @Override
  public void start() {
    lanes.forEach(lane -> lane.loop.start());
  }

  /** Sends what is there, then ends. */
  @Override
  public void stop() {
    lanes.forEach(lane -> lane.loop.stop());
    for (Lane lane : lanes) {
      try {
        Round round = Round.MORE;
        while (round == Round.MORE) {
          round = lane.sender.sendSome();
        }
        lane.sender.giveBack();
      } catch (RuntimeException e) {
        log.atWarn()
            .addKeyValue("cause", Trouble.of(e))
            .log("output stays in the outbox until a worker runs again");
      }
    }
  }

  @Override
  public boolean isRunning() {
    return lanes.stream().anyMatch(lane -> lane.loop.isActive());
  }

  /** Before the doors and the dispatcher, so that it stops after them. */
  @Override
  public int getPhase() {
    return 0;
  }
}
