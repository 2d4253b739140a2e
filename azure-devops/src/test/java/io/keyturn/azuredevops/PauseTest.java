package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** It is noon on 2 March 2026, epoch second 1772452800. */
class PauseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retry-After=30 | PT30S",
        "Retry-After=0.25 | PT0.25S",
        "Retry-After=Mon, 02 Mar 2026 12:01:00 GMT | PT1M",
        "Retry-After=Mon, 02 Mar 2026 11:00:00 GMT | PT0S",
        "Retry-After=soon | PT0S",
        "Retry-After=-5 | PT0S",
        "Retry-After=NaN | PT0S",
        "Retry-After=999999999999 | PT1H",
        "X-RateLimit-Delay=1.250 | PT1.25S",
        "X-RateLimit-Remaining=0;X-RateLimit-Reset=1772452890 | PT1M30S",
        "X-RateLimit-Remaining=12;X-RateLimit-Reset=1772452890 | PT0S",
        "Retry-After=5;X-RateLimit-Remaining=0;X-RateLimit-Reset=1772452890 | PT5S",
        "Date=x | PT0S"
      })
  void pauseIsWhatTheHeadersAskFor(String headers, Duration expected) {
    Map<String, List<String>> sent = new HashMap<>();
    for (String header : headers.split(";")) {
      sent.put(
          header.substring(0, header.indexOf('=')),
          List.of(header.substring(header.indexOf('=') + 1)));
    }

    Duration asked =
        Pause.askedBy(
            new Answer(200, HttpHeaders.of(sent, (a, b) -> true)::firstValue, new byte[0]),
            Example.NOON);

    assertThat(asked).isEqualTo(expected);
  }
}
