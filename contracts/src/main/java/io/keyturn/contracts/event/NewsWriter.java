package io.keyturn.contracts.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import java.time.ZoneOffset;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes our own kinds of news as records for {@link Topics#ROTATION_EVENTS}. The CloudEvents
 * subject is the application's client id.
 */
public final class NewsWriter {

  private static final JsonMapper JSON = JsonMapper.shared();

  private NewsWriter() {}

  /** One JSON document in the value. */
  public static ProducerRecord<String, byte[]> structured(RotationNews news) {
    return KafkaMessageFactory.<String>createWriter(Topics.ROTATION_EVENTS, key(news.data()))
        .writeStructured(cloudEvent(news), JsonFormat.CONTENT_TYPE);
  }

  /** Attributes in the headers, the data alone in the value. */
  public static ProducerRecord<String, byte[]> binary(RotationNews news) {
    return KafkaMessageFactory.<String>createWriter(Topics.ROTATION_EVENTS, key(news.data()))
        .writeBinary(cloudEvent(news));
  }

  private static CloudEvent cloudEvent(RotationNews news) {
    return CloudEventBuilder.v1()
        .withSource(news.source())
        .withId(news.id())
        .withType(news.data().type())
        .withSubject(applicationId(news.data()))
        .withTime(news.time().atOffset(ZoneOffset.UTC))
        .withData("application/json", JSON.writeValueAsBytes(json(news.data())))
        .build();
  }

  private static String key(NewsData data) {
    return switch (data) {
      case SecretRenewed renewed -> Topics.key(renewed.tenantId(), renewed.applicationId());
      case RotationRequested asked -> Topics.key(asked.tenantId(), asked.applicationId());
      case OperatorDecision decided -> Topics.key(decided.tenantId(), decided.applicationId());
      case VaultSecretChanged changed -> throw onlyKeyVaultWrites(changed);
    };
  }

  private static String applicationId(NewsData data) {
    return switch (data) {
      case SecretRenewed renewed -> renewed.applicationId();
      case RotationRequested asked -> asked.applicationId();
      case OperatorDecision decided -> decided.applicationId();
      case VaultSecretChanged changed -> throw onlyKeyVaultWrites(changed);
    };
  }

  private static ObjectNode json(NewsData data) {
    ObjectNode json = JSON.createObjectNode();
    switch (data) {
      case SecretRenewed renewed -> {
        json.put("tenantId", renewed.tenantId()).put("applicationId", renewed.applicationId());
        json.putObject("secret")
            .put("vaultUrl", renewed.secret().vaultUrl())
            .put("name", renewed.secret().name())
            .put("version", renewed.secret().version());
        renewed.expiresOn().ifPresent(at -> json.put("expiresOn", at.toString()));
        renewed.keyId().ifPresent(id -> json.put("keyId", id));
      }
      case RotationRequested asked -> {
        json.put("tenantId", asked.tenantId())
            .put("applicationId", asked.applicationId())
            .put("mode", asked.plan() ? "plan" : onTheWire(asked.mode()))
            .put("reason", asked.reason());
        if (asked.plan()) {
          json.put("planOf", onTheWire(asked.mode()));
        }
        asked.requestedBy().ifPresent(who -> json.put("requestedBy", who));
        if (asked.emergency()) {
          json.put("emergency", true);
        }
        if (asked.ignoreWindow()) {
          json.put("ignoreWindow", true);
        }
        asked.retireBy().ifPresent(at -> json.put("retireBy", at.toString()));
      }
      case OperatorDecision decided ->
          json.put("tenantId", decided.tenantId())
              .put("applicationId", decided.applicationId())
              .put("rotationId", decided.rotationId().toString())
              .put("requestedBy", decided.requestedBy())
              .put("reason", decided.reason());
      case VaultSecretChanged changed -> throw onlyKeyVaultWrites(changed);
    }
    return json;
  }

  private static String onTheWire(NewsData.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static IllegalArgumentException onlyKeyVaultWrites(VaultSecretChanged changed) {
    return new IllegalArgumentException("only Key Vault sends " + changed.type());
  }
}
