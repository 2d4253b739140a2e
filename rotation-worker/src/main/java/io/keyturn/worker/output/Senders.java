package io.keyturn.worker.output;

import java.time.Duration;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which worker carries a topic's records, and which applications' records have to wait. Times are
 * PostgreSQL's own: workers may disagree about theirs.
 */
final class Senders {

  private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

  private final JdbcClient jdbc;
  private final String owner;
  private final Duration lease;

  /**
   * @param owner this process; unique among the workers of an installation
   * @param lease after which another worker goes on where this one has stopped
   */
  Senders(JdbcClient jdbc, String owner, Duration lease) {
    this.jdbc = jdbc;
    this.owner = owner;
    this.lease = lease;
  }

  Duration lease() {
    return lease;
  }

  /** Takes or prolongs the lease; false while another worker has it. */
  boolean take(String topic) {
    return jdbc.sql(
                """
                insert into outbox_sender as sender (topic, owner, until)
                values (:topic, :owner, now() + cast(:lease as interval))
                on conflict (topic) do update set owner = excluded.owner, until = excluded.until
                 where sender.owner = excluded.owner or sender.until < now()
                """)
            .param("topic", topic)
            .param("owner", owner)
            .param("lease", lease.toString())
            .update()
        == 1;
  }

  /** So that another worker goes on at once. */
  void giveBack(String topic) {
    jdbc.sql("delete from outbox_sender where topic = :topic and owner = :owner")
        .param("topic", topic)
        .param("owner", owner)
        .update();
  }

  /** Lets the others overtake this application; longer each time it is held again. */
  void hold(String topic, String key) {
    jdbc.sql(
            """
            insert into outbox_hold as hold (topic, key, attempt, until)
            values (:topic, :key, 1, now() + interval '1 second')
            on conflict (topic, key) do update
               set attempt = hold.attempt + 1,
                   until = now() + least(cast(:longest as interval),
                                         interval '1 second' * (1 << least(hold.attempt, 16)))
            """)
        .param("topic", topic)
        .param("key", key)
        .param("longest", LONGEST_HOLD.toString())
        .update();
  }

  /**
   * Their records are taken again.
   *
   * @return whether others are still held
   */
  boolean release(String topic, Collection<String> keys) {
    jdbc.sql("delete from outbox_hold where topic = :topic and key = any(:keys)")
        .param("topic", topic)
        .param("keys", keys.toArray(String[]::new))
        .update();
    return jdbc.sql("select exists (select 1 from outbox_hold where topic = :topic)")
        .param("topic", topic)
        .query(Boolean.class)
        .single();
  }
}
