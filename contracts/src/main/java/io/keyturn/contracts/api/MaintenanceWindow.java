package io.keyturn.contracts.api;

import java.time.Duration;

/**
 * When service connections may be changed without anybody saying so at the time.
 *
 * @param cron when it opens: six fields, seconds first, days of the week by name
 * @param duration from 30 minutes to seven days; ISO-8601 in JSON, {@code PT6H}
 * @param zone an IANA time zone, {@code Europe/Vienna}
 */
public record MaintenanceWindow(String cron, Duration duration, String zone) {}
