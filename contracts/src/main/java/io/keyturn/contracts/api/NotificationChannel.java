package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant wants to be told of what concerns it. Addresses of webhooks are credentials, so
 * only their host is shown.
 *
 * @param kind {@code webhook}, {@code teams} or {@code email}
 * @param events which it wants
 * @param host of the webhook's address; null for e-mail
 * @param recipients of e-mail; empty for others
 * @param signed whether what is sent carries a signature that the receiver can check
 * @param lastSuccessAt when something was delivered last
 * @param lastFailureAt when something could not be delivered last
 * @param lastFailure why, for an administrator
 * @param waiting how many notifications are yet to be delivered
 * @param givenUp how many were given up, and reached nobody here
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NotificationChannel(
    String name,
    String kind,
    boolean enabled,
    List<NotificationEvent> events,
    @Nullable String host,
    List<String> recipients,
    boolean signed,
    @Nullable Instant lastSuccessAt,
    @Nullable Instant lastFailureAt,
    @Nullable String lastFailure,
    long waiting,
    long givenUp,
    Instant updatedAt,
    String updatedBy) {

  public NotificationChannel {
    events = List.copyOf(events);
    recipients = List.copyOf(recipients);
  }
}
