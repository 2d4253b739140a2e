package io.keyturn.contracts.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.keyturn.contracts.event.MalformedEvent.Flaw;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one Kafka record: a CloudEvent in binary or structured mode, an Event Grid event, or a JSON
 * array of either. What cannot be read is told apart from what can, so that one bad element of an
 * array costs nobody else anything.
 */
public final class NewsReader {

  /** No event that we know comes near; what is larger is not parsed at all. */
  public static final int LARGEST_RECORD_BYTES = 256 * 1024;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonFormat STRUCTURED = new JsonFormat();

  private NewsReader() {}

  /**
   * @param news in the order of the record
   * @param flaws what could not be read; empty for a good record
   */
  public record Reading(List<RotationNews> news, List<MalformedEvent> flaws) {
    public Reading {
      news = List.copyOf(news);
      flaws = List.copyOf(flaws);
    }
  }

  /** Never throws for what is in the record. */
  public static Reading read(Headers headers, byte @Nullable [] value) {
    List<RotationNews> news = new ArrayList<>();
    List<MalformedEvent> flaws = new ArrayList<>();
    try {
      if (value != null && value.length > LARGEST_RECORD_BYTES) {
        throw new MalformedEvent(
            Flaw.TOO_LARGE, null, "the record has more than " + LARGEST_RECORD_BYTES + " bytes");
      }
      if (headers.lastHeader("ce_specversion") != null) {
        news.add(fromCloudEvent(binary(headers, value)));
      } else {
        for (JsonNode element : elements(value)) {
          try {
            news.add(fromJson(element));
          } catch (MalformedEvent e) {
            flaws.add(e);
          }
        }
      }
    } catch (MalformedEvent e) {
      flaws.add(e);
    }
    return new Reading(news, flaws);
  }

  private static List<JsonNode> elements(byte @Nullable [] value) throws MalformedEvent {
    if (value == null || value.length == 0) {
      throw MalformedEvent.notACloudEvent("the record is empty");
    }
    JsonNode root;
    try {
      root = JSON.readTree(value);
    } catch (JacksonException e) {
      throw MalformedEvent.notACloudEvent("the record is not JSON");
    }
    if (root.isArray() && !root.isEmpty()) {
      return root.valueStream().toList();
    }
    return List.of(root);
  }

  private static RotationNews fromJson(JsonNode event) throws MalformedEvent {
    if (event.has("specversion")) {
      try {
        quoteSource((ObjectNode) event);
        return fromCloudEvent(STRUCTURED.deserialize(JSON.writeValueAsBytes(event)));
      } catch (RuntimeException | URISyntaxException e) {
        throw incomplete(new Fields("", event));
      }
    }
    if (event.has("eventType")) {
      return fromEventGrid(new Fields("", event));
    }
    throw MalformedEvent.notACloudEvent(
        "the record is neither a CloudEvent nor an Event Grid event");
  }

  private static void quoteSource(ObjectNode event) throws URISyntaxException {
    JsonNode source = event.get("source");
    if (source != null && source.isString()) {
      event.put("source", asUri(source.stringValue()).toString());
    }
  }

  /**
   * Resource ids may hold characters that no URI may ({@code {subscription-id}} in Microsoft's
   * samples), and the CloudEvents library takes the source for a URI: those are quoted.
   */
  private static URI asUri(String source) throws URISyntaxException {
    try {
      return new URI(source);
    } catch (URISyntaxException e) {
      return new URI(null, source, null);
    }
  }

  /** Names the attribute that the CloudEvents library stumbled over. */
  private static MalformedEvent incomplete(Fields event) {
    try {
      event.text("id", 1024);
      event.text("source", 1024);
      event.text("type", 1024);
      event.optionalInstant("time");
    } catch (MalformedEvent e) {
      return e;
    }
    return MalformedEvent.notACloudEvent("the record is not a CloudEvent of version 1.0");
  }

  private static CloudEvent binary(Headers headers, byte @Nullable [] value) throws MalformedEvent {
    for (String attribute : List.of("id", "source", "type")) {
      if (headers.lastHeader("ce_" + attribute) == null) {
        throw MalformedEvent.missing(attribute);
      }
    }
    try {
      return KafkaMessageFactory.createReader(headers, value).toEvent();
    } catch (RuntimeException e) {
      throw MalformedEvent.notACloudEvent("the record's headers are not those of a CloudEvent 1.0");
    }
  }

  private static RotationNews fromCloudEvent(CloudEvent event) throws MalformedEvent {
    CloudEventData data = event.getData();
    if (data == null) {
      throw MalformedEvent.missing("data");
    }
    JsonNode json;
    try {
      json = JSON.readTree(data.toBytes());
    } catch (JacksonException e) {
      throw MalformedEvent.malformed("data", "JSON");
    }
    Instant time =
        Optional.ofNullable(event.getTime()).map(OffsetDateTime::toInstant).orElse(Instant.EPOCH);
    return new RotationNews(
        event.getSource(), event.getId(), time, NewsDataReader.read(event.getType(), json));
  }

  /** Event Grid's own schema: {@code topic} is what CloudEvents calls the source. */
  private static RotationNews fromEventGrid(Fields event) throws MalformedEvent {
    String id = event.text("id", 1024);
    String type = event.text("eventType", 1024);
    URI source;
    try {
      source = asUri(event.text("topic", 2048));
    } catch (URISyntaxException e) {
      throw MalformedEvent.malformed("topic", "a resource id");
    }
    Instant time = event.optionalInstant("eventTime").orElse(Instant.EPOCH);
    return new RotationNews(
        source, id, time, NewsDataReader.read(type, event.object("data").object()));
  }
}
