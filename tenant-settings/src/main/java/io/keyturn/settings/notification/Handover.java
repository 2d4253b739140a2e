package io.keyturn.settings.notification;

import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.StoredCredentials;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.notification.Delivery.Failed;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands one notification over to one channel, in the channel's own form. */
@Component
class Handover {

  private final StoredCredentials credentials;
  private final Webhooks webhooks;
  private final Mail mail;
  private final NotificationProperties properties;
  private final Clock clock;

  Handover(
      StoredCredentials credentials,
      Webhooks webhooks,
      Mail mail,
      NotificationProperties properties,
      Clock clock) {
    this.credentials = credentials;
    this.webhooks = webhooks;
    this.mail = mail;
    this.properties = properties;
    this.clock = clock;
  }

  Delivery give(Channels.Row channel, Notification notification) {
    Wording wording = Wording.of(notification, properties.consoleUrl());
    if (channel.kind().equals("email")) {
      return mail.send(channel.recipients(), wording);
    }
    byte[] body =
        channel.kind().equals("teams")
            ? Payloads.teams(wording)
            : Payloads.webhook(notification, wording);
    try {
      @Nullable ClientSecret url = opened(channel, NotificationSetup.URL.column(), channel.url());
      return url == null
          ? new Failed("The channel has no address. Save it anew.")
          : webhooks.post(
              url,
              body,
              notification.id(),
              opened(channel, NotificationSetup.SIGNING_SECRET.column(), channel.signingSecret()),
              clock.instant());
    } catch (UnreadableCredential e) {
      return new Failed(
          "The stored address cannot be decrypted: check the keyring, or save the channel anew.");
    }
  }

  private @Nullable ClientSecret opened(
      Channels.Row channel, String column, @Nullable String stored) {
    return stored == null
        ? null
        : credentials.decrypt(stored, channel.tenantId(), place(channel, column));
  }

  static String place(Channels.Row channel, String column) {
    return place(channel.id(), column);
  }

  /** What an encrypted column of that channel is bound to. */
  static String place(java.util.UUID channel, String column) {
    return "notification_channel." + column + "/" + channel;
  }
}
