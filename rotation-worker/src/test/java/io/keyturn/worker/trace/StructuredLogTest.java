package io.keyturn.worker.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That Spring Boot's formats for logs have what our lines have besides their text. */
class StructuredLogTest {

  private static final String ID = "11111111-2222-5333-8444-555555555555";

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "logstash"})
  void aLineHasItsKeysAndTheCorrelationId(String format) {
    LoggerContext context = new LoggerContext();
    context.putObject(Environment.class.getName(), new StandardEnvironment());
    StructuredLogEncoder encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat(format);
    encoder.start();
    LoggingEvent event =
        new LoggingEvent(
            "io.keyturn",
            context.getLogger("io.keyturn.worker"),
            Level.INFO,
            "rotation finished",
            null,
            null);
    event.setMDCPropertyMap(Map.of("correlationId", ID));
    event.setKeyValuePairs(List.of(new KeyValuePair("state", "SUCCEEDED")));

    JsonNode line =
        JsonMapper.shared().readTree(new String(encoder.encode(event), StandardCharsets.UTF_8));

    assertThat(line.path("message").stringValue()).isEqualTo("rotation finished");
    assertThat(line.path("correlationId").stringValue()).isEqualTo(ID);
    assertThat(line.path("state").stringValue()).isEqualTo("SUCCEEDED");
  }
}
