package io.keyturn.worker.output;

import io.keyturn.contracts.event.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts what could not become a rotation on {@code rotation-events.dead-letter}. A dead letter tells
 * why and where the record stands; it holds nothing of the record itself, because what is in the
 * wrong place may be a secret (FAULT-22).
 */
public final class DeadLetters {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern OUR_KEY = Pattern.compile("[0-9a-fA-F-]{36}/[0-9a-fA-F-]{36}");

  private final Outbox outbox;
  private final LongAdder told = new LongAdder();

  public DeadLetters(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * Part of the caller's transaction.
   *
   * @param reason a stable constant
   * @param detail a sentence without anything of the record's content
   * @param origin topic, partition and offset as {@link #origin} writes them
   * @param key the record's key; passed on only when it is one of ours
   */
  public void add(String reason, String detail, String origin, Optional<String> key) {
    String[] parts = origin.split("[|]", 3);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("reason", reason);
    headers.put("detail", detail);
    headers.put("origin", String.join("/", parts));
    headers.put("origin-topic", parts[0]);
    headers.put("origin-partition", parts[1]);
    headers.put("origin-offset", parts[2]);
    byte[] value = JSON.writeValueAsString(headers).getBytes(StandardCharsets.UTF_8);
    outbox.add(
        List.of(
            new Outbox.Draft(
                Topics.DEAD_LETTER,
                key.filter(DeadLetters::isOurKey).orElse(null),
                headers,
                value)));
    told.increment();
  }

  /** How many this process has told; one whose transaction failed afterwards counts, too. */
  public long told() {
    return told.sum();
  }

  /** Whether a key is of the form that this application's records have. */
  public static boolean isOurKey(String key) {
    return OUR_KEY.matcher(key).matches();
  }

  /** Where a record stands, as one text. */
  public static String origin(String topic, int partition, long offset) {
    return topic + "|" + partition + "|" + offset;
  }
}
