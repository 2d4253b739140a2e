package io.keyturn.settings.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;

/**
 * One session of the console. It ends at a time that is known when it begins, that of its access
 * token; so looking at a page changes nothing about it.
 */
final class StoredSession implements Session {

  private final Map<String, Object> attributes;
  private final Instant created;
  private final Clock clock;
  private String id;
  private String storedAs;
  private Instant expiresAt;
  private boolean isNew;
  private boolean changed;

  /** A new one. */
  StoredSession(Instant created, Instant expiresAt, Clock clock) {
    this(UUID.randomUUID().toString(), new HashMap<>(), created, expiresAt, clock);
    this.isNew = true;
    this.changed = true;
  }

  StoredSession(
      String id, Map<String, Object> attributes, Instant created, Instant expiresAt, Clock clock) {
    this.id = id;
    this.storedAs = id;
    this.attributes = attributes;
    this.created = created;
    this.expiresAt = expiresAt;
    this.clock = clock;
  }

  boolean changed() {
    return changed;
  }

  boolean isNew() {
    return isNew;
  }

  /** The id under which it is stored until it is saved under a new one. */
  String storedAs() {
    return storedAs;
  }

  void stored() {
    storedAs = id;
    isNew = false;
    changed = false;
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String changeSessionId() {
    id = UUID.randomUUID().toString();
    changed = true;
    return id;
  }

  @Override
  @SuppressWarnings("unchecked") // as the interface has it
  public <T> @Nullable T getAttribute(String name) {
    return (T) attributes.get(name);
  }

  @Override
  public Set<String> getAttributeNames() {
    return Set.copyOf(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      removeAttribute(name);
      return;
    }
    attributes.put(name, value);
    if (value instanceof ConsoleSession signedIn) {
      expiresAt = signedIn.expiresAt();
    }
    changed = true;
  }

  @Override
  public void removeAttribute(String name) {
    changed |= attributes.remove(name) != null;
  }

  @Override
  public Instant getCreationTime() {
    return created;
  }

  /** It does not end by being left alone. */
  @Override
  public void setLastAccessedTime(Instant lastAccessedTime) {}

  @Override
  public Instant getLastAccessedTime() {
    return created;
  }

  @Override
  public void setMaxInactiveInterval(Duration interval) {}

  @Override
  public Duration getMaxInactiveInterval() {
    return Duration.between(created, expiresAt);
  }

  @Override
  public boolean isExpired() {
    return !clock.instant().isBefore(expiresAt);
  }
}
