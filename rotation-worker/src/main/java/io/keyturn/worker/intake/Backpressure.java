package io.keyturn.worker.intake;

import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Loop;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.rotation.Backlog;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Leaves news in Kafka while the journal has more to do than this installation can, or is out of
 * reach. The partitions are paused, not given up: the consumer goes on polling, so nobody
 * rebalances.
 */
final class Backpressure implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Backpressure.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final KafkaListenerEndpointRegistry listeners;
  private final Backlog backlog;
  private final int most;
  private final Duration look;
  private final Loop loop;

  /**
   * @param most work that may wait in the journal; at half of it the partitions go on
   * @param look how often to look
   */
  Backpressure(KafkaListenerEndpointRegistry listeners, Backlog backlog, int most, Duration look) {
    this.listeners = listeners;
    this.backlog = backlog;
    this.most = most;
    this.look = look;
    this.loop = new Loop("backpressure", look, this::look);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public boolean isRunning() {
    return loop.isActive();
  }

  private Duration look() {
    MessageListenerContainer door = listeners.getListenerContainer(RotationEventsListener.ID);
    if (door == null) {
      return look;
    }
    long began = System.nanoTime();
    try {
      int due = backlog.due(most + 1);
      if (due > most) {
        pause(door, "the journal has more to do than keyturn.rotation.backlog allows");
      } else if (due <= most / 2) {
        goOn(door, due);
      }
    } catch (RuntimeException e) {
      if (!DatabaseAway.is(e)) {
        throw e;
      }
      pause(door, "the journal is out of reach: " + Trouble.of(e));
    }
    // At most a twentieth of one connection, however long counting takes.
    Duration took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(20);
    return took.compareTo(look) < 0 ? look : Collections.min(List.of(took, LONGEST));
  }

  private static void pause(MessageListenerContainer door, String why) {
    if (!door.isPauseRequested()) {
      door.pause();
      log.atWarn().addKeyValue("cause", why).log("news waits in Kafka; its partitions are paused");
    }
  }

  private static void goOn(MessageListenerContainer door, int due) {
    if (door.isPauseRequested()) {
      door.resume();
      log.atInfo().addKeyValue("due", due).log("news is taken again");
    }
  }
}
