package io.keyturn.worker.output;

import io.keyturn.contracts.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records on their way to Kafka. They are written in the transaction that they tell of, so nothing
 * is told that did not happen, and nothing that happened is left untold; told twice is possible.
 */
public final class Outbox {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private static final String[] TOPICS = {
    Topics.ROTATION_OUTPUT, Topics.DEAD_LETTER, Topics.ROTATION_EVENTS
  };

  private final JdbcClient jdbc;

  public Outbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A record before it has its place. */
  public record Draft(
      String topic, @Nullable String key, Map<String, String> headers, byte[] value) {}

  /** Adds records in their order. Part of the caller's transaction. */
  public void add(List<Draft> drafts) {
    jdbc.sql(
            """
            insert into outbox (topic, key, headers, value)
            select topic, key, cast(headers as jsonb), value
              from unnest(:topics::text[], :keys::text[], :headers::text[], :values::bytea[])
                with ordinality as record (topic, key, headers, value, place)
             order by place
            """)
        .param("topics", Column.text(drafts, Draft::topic))
        .param("keys", Column.text(drafts, Draft::key))
        .param("headers", Column.text(drafts, draft -> JSON.writeValueAsString(draft.headers())))
        .param("values", Column.of(drafts, Draft::value, byte[][]::new))
        .update();
  }

  /** How long the oldest record has waited; zero when none waits. */
  public Duration age() {
    return jdbc.sql(
            """
            select coalesce(max(extract(epoch from now() - first.added_at)), 0)
              from unnest(:topics::text[]) as of (topic)
             cross join lateral (select added_at from outbox where outbox.topic = of.topic
                                  order by id limit 1) first
            """)
        .param("topics", TOPICS)
        .query((row, _) -> Duration.ofMillis((long) (row.getDouble(1) * 1000)))
        .single();
  }

  /** The oldest records of the topic, without those of keys that are held. */
  List<Entry> oldest(String topic, int atMost) {
    return jdbc.sql(
            """
            select id, topic, key, headers, value from outbox record
             where topic = :topic
               and not exists (select 1 from outbox_hold hold
                                where hold.topic = record.topic
                                  and hold.key = coalesce(record.key, '#' || record.id)
                                  and hold.until > now())
             order by id limit :atMost
            """)
        .param("topic", topic)
        .param("atMost", atMost)
        .query((row, _) ->
            new Entry(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                JSON.readValue(row.getString(4), HEADERS),
                row.getBytes(5)))
        .list();
  }

  void delete(String topic, List<Long> ids) {
    jdbc.sql("delete from outbox where topic = :topic and id = any(:ids)")
        .param("topic", topic)
        .param("ids", ids.toArray(Long[]::new))
        .update();
  }

  record Entry(
      long id, String topic, @Nullable String key, Map<String, String> headers, byte[] value) {

    /** What keeps its order: an application's records. One without a key is alone. */
    String lane() {
      return key == null ? "#" + id : key;
    }
  }
}
