package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** When an application's secret is renewed without anybody asking. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Schedule.Interval.class, name = "interval"),
  @JsonSubTypes.Type(value = Schedule.Cron.class, name = "cron"),
  @JsonSubTypes.Type(value = Schedule.BeforeExpiry.class, name = "beforeExpiry")
})
public sealed interface Schedule {

  /**
   * @param every from one hour to two years; ISO-8601 in JSON, {@code PT720H}
   */
  record Interval(Duration every) implements Schedule {}

  /**
   * @param expression six fields, seconds first, days of the week by name: grammars differ in how
   *     they number those
   * @param zone an IANA time zone, {@code Europe/Vienna}
   */
  record Cron(String expression, String zone) implements Schedule {}

  /**
   * @param days before the secret in force expires, from 1 to 365
   */
  record BeforeExpiry(int days) implements Schedule {}
}
