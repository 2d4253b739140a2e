package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationEvent;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.api.SecretChange;
import io.keyturn.settings.encryption.StoredCredentials;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads a channel out of a request, and refuses one that could reach nobody or the wrong ones. */
@Component
class ReadChannel {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{2,31}");
  // Coarse on purpose: the mail server knows better. No comma, no line break, no display name.
  private static final Pattern MAIL =
      Pattern.compile("[^\\s@,;<>\"()]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final int SHORTEST_SECRET = 16;
  private static final int MOST_RECIPIENTS = 20;
  private static final List<String> KINDS = List.of("webhook", "teams", "email");

  private final Webhooks webhooks;
  private final Mail mail;
  private final StoredCredentials credentials;
  private final Clock clock;

  ReadChannel(Webhooks webhooks, Mail mail, StoredCredentials credentials, Clock clock) {
    this.webhooks = webhooks;
    this.mail = mail;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * @param host of the new address; null where the stored one stays
   */
  record Wanted(
      String name,
      String kind,
      boolean enabled,
      List<NotificationEvent> events,
      SecretChange url,
      @Nullable String host,
      SecretChange signingSecret,
      List<String> recipients) {}

  /**
   * @throws ProblemException naming every field that is wrong
   */
  Wanted read(String name, FieldReader fields) {
    if (!NAME.matcher(name).matches()) {
      fields.refuse(
          "name", "name.invalid", "must be 3 to 32 letters, digits and hyphens, a letter first");
    }
    String kind = fields.text("kind", 20);
    if (!kind.isEmpty() && !KINDS.contains(kind)) {
      fields.refuse("kind", "channel.kind", "must be webhook, teams or email");
    }
    boolean enabled = fields.flag("enabled", true);
    List<NotificationEvent> events = events(fields);
    SecretChange url = fields.secret("url");
    @Nullable String host =
        url instanceof SecretChange.Replace(ClientSecret address) ? host(address, fields) : null;
    SecretChange secret = fields.secret("signingSecret");
    if (secret instanceof SecretChange.Replace(ClientSecret value)
        && value.reveal().length() < SHORTEST_SECRET) {
      fields.refuse(
          "signingSecret",
          "field.length",
          "must have at least " + SHORTEST_SECRET + " characters: it proves who sent something");
    }
    List<String> recipients = kind.equals("email") ? recipients(fields) : List.of();
    fields.finish();
    return new Wanted(name, kind, enabled, events, url, host, secret, recipients);
  }

  private static List<NotificationEvent> events(FieldReader fields) {
    if (!fields.has("events")) {
      return List.of(NotificationEvent.values());
    }
    List<String> wanted = fields.texts("events", NotificationEvent.values().length, 40);
    List<String> known = Stream.of(NotificationEvent.values()).map(Enum::name).toList();
    if (!known.containsAll(wanted)) {
      fields.refuse(
          "events",
          "channel.events",
          "must be some of " + Arrays.toString(NotificationEvent.values()));
      return List.of();
    }
    return wanted.stream().map(NotificationEvent::valueOf).toList();
  }

  private @Nullable String host(ClientSecret address, FieldReader fields) {
    try {
      return webhooks.host(address);
    } catch (Webhooks.Unusable e) {
      fields.refuse("url", e.code, e.what);
      return null;
    }
  }

  private List<String> recipients(FieldReader fields) {
    if (!mail.isSetUp()) {
      fields.refuse(
          "kind",
          "channel.mail-off",
          "cannot be email: this installation has no mail server (spring.mail.host and"
              + " keyturn.notification.mail-from)");
    }
    List<String> recipients = fields.texts("recipients", MOST_RECIPIENTS, 320);
    for (String recipient : recipients) {
      if (!MAIL.matcher(recipient).matches()) {
        fields.refuse("recipients", "field.mail", "must be plain e-mail addresses");
        break;
      }
    }
    return recipients;
  }

  /** As it will be stored; what the request leaves out stays as it is. */
  Channels.Row row(Caller caller, Wanted wanted, Optional<Channels.Row> before) {
    if (before.filter(it -> !it.kind().equals(wanted.kind())).isPresent()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "channel.other-kind",
          "There is a channel of this name and of another kind.",
          "Choose another name, or delete that channel first.");
    }
    UUID id = before.map(Channels.Row::id).orElseGet(UUID::randomUUID);
    boolean mail = wanted.kind().equals("email");
    @Nullable String url =
        mail
            ? null
            : stored(
                caller,
                wanted.url(),
                before.map(Channels.Row::url).orElse(null),
                Handover.place(id, NotificationSetup.URL.column()));
    if (!mail && url == null) {
      throw missing("url", "Name the address that notifications are posted to.");
    }
    @Nullable String secret =
        wanted.kind().equals("webhook")
            ? stored(
                caller,
                wanted.signingSecret(),
                before.map(Channels.Row::signingSecret).orElse(null),
                Handover.place(id, NotificationSetup.SIGNING_SECRET.column()))
            : null;
    if (wanted.kind().equals("webhook") && secret == null) {
      throw missing(
          "signingSecret", "Choose a secret that the receiver knows too, so that it can check.");
    }
    return new Channels.Row(
        id,
        caller.tenantId(),
        wanted.name(),
        wanted.kind(),
        wanted.enabled(),
        wanted.events(),
        url,
        wanted.host() != null ? wanted.host() : before.map(Channels.Row::host).orElse(null),
        secret,
        wanted.recipients(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        caller.actor());
  }

  private @Nullable String stored(
      Caller caller, SecretChange change, @Nullable String before, String place) {
    return switch (change) {
      case SecretChange.Keep() -> before;
      case SecretChange.Remove() -> null;
      case SecretChange.Replace(ClientSecret value) ->
          credentials.encrypt(value, caller.tenantId(), place);
    };
  }

  private static ProblemException missing(String field, String remedy) {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "fields.invalid",
        "The field " + field + " must be there.",
        remedy,
        List.of(
            new io.keyturn.contracts.api.Problem.FieldError(
                field, "field.required", "must be there")));
  }
}
