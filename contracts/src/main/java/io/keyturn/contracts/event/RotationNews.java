package io.keyturn.contracts.event;

import java.net.URI;
import java.time.Instant;

/**
 * One event as it was told, whatever mode or schema carried it.
 *
 * @param source with {@code id} it names the event; the same two mean the same event again
 * @param time when the source says it happened
 */
public record RotationNews(URI source, String id, Instant time, NewsData data) {}
