package io.keyturn.worker.output;

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

  /** The oldest records, locked for the caller's transaction; none while another worker sends. */
  List<Entry> lockOldest(int atMost) {
    // One sender at a time keeps the order of an application's lines. The lock ends with the
    // transaction.
    boolean mine =
        jdbc.sql("select pg_try_advisory_xact_lock(hashtext('keyturn.outbox'))")
            .query(Boolean.class)
            .single();
    if (!mine) {
      return List.of();
    }
    return jdbc.sql("select id, topic, key, headers, value from outbox order by id limit :atMost")
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

  void delete(List<Long> ids) {
    jdbc.sql("delete from outbox where id = any(:ids)")
        .param("ids", ids.toArray(Long[]::new))
        .update();
  }

  record Entry(
      long id, String topic, @Nullable String key, Map<String, String> headers, byte[] value) {}
}
